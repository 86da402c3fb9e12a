import { assert, assertEquals, assertFalse } from "@std/assert";
import plugin from "./plugin.ts";
import { isPure } from "./purity.ts";

/** The ids of the rules that `source` at `path` breaks. */
function broken(path: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, path, source).map((diagnostic) => diagnostic.id);
}

const DOUBLE_CAST = "parley/no-double-cast";
const PURE = "parley/pure-files";
const SLEEP = "parley/no-sleep-in-tests";
const DEFAULT = "parley/no-default-export";

Deno.test("no-double-cast finds a cast through unknown and leaves single casts alone", () => {
  assertEquals(broken("kit/a.ts", "const a = b as unknown as string;"), [DOUBLE_CAST]);
  assertEquals(broken("kit/a.ts", "const a = (b as unknown) as string;"), [DOUBLE_CAST]);
  assertEquals(broken("kit/a.ts", "const a = b as const; const c = d as unknown;"), []);
});

Deno.test("pure-files finds clocks, chance and timers in pure files", () => {
  const impure = [
    "Date.now()",
    "Math.random()",
    "crypto.randomUUID()",
    'crypto["randomUUID"]()',
    "performance.now()",
    "setTimeout(f, 1)",
    "setInterval(f, 1)",
    "new Date()",
    "const now = Date.now",
  ];
  for (const source of impure) assertEquals(broken("control/room/chat.ts", source), [PURE], source);
});

Deno.test("pure-files leaves conversions of a given time alone", () => {
  assertEquals(broken("control/room/chat.ts", "new Date(at).toISOString(); Math.max(1, 2)"), []);
});

Deno.test("pure-files looks at pure files only", () => {
  assertEquals(broken("kit/clock.ts", "Date.now()"), []);
  assertEquals(broken("control/room/chat_test.ts", "Date.now()"), []);
});

Deno.test("purity is a matter of folder or of name", () => {
  for (
    const path of [
      "control/room/chat.ts",
      "protocol/frames.ts",
      "control/placement/load_policy.ts",
      "media-node/plan.ts",
      "ui/models/grid_layout.ts",
      "scripts/native/restart_policy.ts",
    ]
  ) assert(isPure(path), path);
  for (
    const path of [
      "control/gateway/session.ts",
      "protocol/frames_test.ts",
      "control/room/testing/given.ts",
      "ui/components/explanation.tsx",
      "kit/airplane.ts",
    ]
  ) assertFalse(isPure(path), path);
});

Deno.test("no-sleep-in-tests finds sleeps however they are written", () => {
  for (
    const source of [
      "await new Promise((r) => setTimeout(r, 50));",
      "await new Promise((r) => { setTimeout(r, 50); });",
      "await new Promise<void>((resolve) => setTimeout(() => resolve(), 50));",
      "await new Promise(function (r) { setTimeout(r, 50); });",
      "await delay(50);",
      "await sleep(2 * 50);",
      "await delay(waitMs);",
    ]
  ) assertEquals(broken("kit/a_test.ts", source), [SLEEP], source);
});

Deno.test("no-sleep-in-tests leaves waits for something alone", () => {
  for (
    const source of [
      "await until(() => done);",
      "await sleep(clock, 50);",
      "await new Promise((resolve) => socket.addEventListener('open', resolve));",
      "setTimeout(stop, 5_000);",
    ]
  ) assertEquals(broken("kit/a_test.ts", source), [], source);
  assertEquals(broken("kit/poll.ts", "await new Promise((r) => setTimeout(r, 50));"), []);
});

Deno.test("no-default-export lets through what a tool wants", () => {
  assertEquals(broken("kit/a.ts", "export default 1;"), [DEFAULT]);
  assertEquals(broken("ui/vite.config.ts", "export default {};"), []);
});

Deno.test("import-rules sees every way to import", () => {
  for (
    const source of [
      'import { a } from "../kit/log.ts";',
      'import type { A } from "../kit/log.ts";',
      'export { a } from "../kit/log.ts";',
      'export * from "../kit/log.ts";',
      'await import("../kit/log.ts");',
    ]
  ) assertEquals(broken("control/main.ts", source), ["parley/import-rules"], source);
  assertEquals(broken("control/main.ts", 'import { a } from "../kit/mod.ts";'), []);
});
