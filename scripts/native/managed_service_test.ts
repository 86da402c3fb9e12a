import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { waitUntil } from "./health.ts";
import { LogFile } from "./log_file.ts";
import { ManagedService, type ServiceEvents } from "./managed_service.ts";
import type { Service } from "./service.ts";

const STATE_TIMEOUT_MS = 20_000;

/**
 * Runs `script` in a shell as a service of its own folder; `ready` is a file it makes. Settings may depend
 * on `said`: its first line was read.
 */
async function given(
  script: string,
  settings: Partial<Service> | ((said: Promise<void>) => Partial<Service>) = {},
) {
  const folder = await Deno.makeTempDir({ prefix: "parley-service-" });
  const lines: string[] = [];
  const notices: string[] = [];
  const said = Promise.withResolvers<void>();
  const noticed = Promise.withResolvers<void>();
  let gaveUp = false;
  const events: ServiceEvents = {
    line(_, text) {
      lines.push(text);
      said.resolve();
    },
    notice(_, text) {
      notices.push(text);
      noticed.resolve();
    },
    gaveUp: () => gaveUp = true,
  };
  const service: Service = {
    name: "sample",
    command: "/bin/sh",
    args: ["-c", script],
    env: { PATH: "/usr/bin:/bin", GREETING: "hello" },
    cwd: folder,
    account: undefined,
    ready: () => Deno.stat(`${folder}/ready`).then(() => true, () => false),
    readyTimeoutMs: STATE_TIMEOUT_MS,
    stopSignal: "SIGTERM",
    stopTimeoutMs: STATE_TIMEOUT_MS,
    where: "nowhere",
    ...(settings instanceof Function ? settings(said.promise) : settings),
  };
  const log = new LogFile(`${folder}/sample.log`);
  const managed = new ManagedService(service, log, events);
  return {
    folder,
    managed,
    lines,
    notices,
    /** Resolves in the turn of the first notice. */
    noticed: noticed.promise,
    gaveUp: () => gaveUp,
    async [Symbol.asyncDispose]() {
      await managed.stop();
      log[Symbol.dispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

const SLEEPER = "echo $GREETING; echo routine; touch ready; exec sleep 60";

Deno.test("a service is ready when it says so, and shows all but its quiet lines", async () => {
  await using s = await given(SLEEPER, { quiet: /routine/ });
  await s.managed.start();
  await s.managed.stop();
  assertEquals(s.lines, ["hello"]);
  assertEquals(await Deno.readTextFile(`${s.folder}/sample.log`), "hello\nroutine\n");
  assertEquals(s.managed.pid, undefined);
});

Deno.test("a service sees no environment but its own", async () => {
  await using s = await given("env; touch ready; exec sleep 60");
  await s.managed.start();
  await s.managed.stop();
  const names = s.lines.map((line) => line.split("=")[0]);
  // The shell adds some of its own.
  assertEquals(
    names.filter((name) => !["_", "PWD", "SHLVL", "OLDPWD"].includes(name ?? "")).sort(),
    [
      "GREETING",
      "PATH",
    ],
  );
});

Deno.test("a service that ends while it starts is an error with its last words", async () => {
  await using s = await given("echo no such database; exit 3");
  const error = await assertRejects(() => s.managed.start());
  assert(error instanceof Error);
  assertStringIncludes(error.message, "it ended with code 3");
  assertStringIncludes(error.message, "no such database");
});

Deno.test("a service that is not ready in time is an error with its last words", async () => {
  await using s = await given("echo still thinking; exec sleep 60", (said) => ({
    ready: () => said.then(() => false),
    readyTimeoutMs: 300,
  }));
  const error = await assertRejects(() => s.managed.start());
  assert(error instanceof Error);
  assertStringIncludes(error.message, "sample is ready");
  assertStringIncludes(error.message, "still thinking");
});

Deno.test("a service that is killed is started again", async () => {
  await using s = await given(SLEEPER);
  await s.managed.start();
  const first = s.managed.pid ?? 0;
  Deno.kill(first, "SIGKILL");
  const isBack = () => Promise.resolve(s.notices.some((notice) => notice.startsWith("is back")));
  await waitUntil("the service is back", isBack, STATE_TIMEOUT_MS);
  assert(s.managed.pid !== undefined && s.managed.pid !== first);
  assertStringIncludes(s.notices[0] ?? "", "ended by SIGKILL; starting again in 250 ms");
  assert(!s.gaveUp());
});

Deno.test("a service that ignores the stop signal is killed", async () => {
  await using s = await given("trap '' TERM; touch ready; while :; do sleep 0.05; done", {
    stopTimeoutMs: 200,
  });
  await s.managed.start();
  await s.managed.stop();
  assertEquals(s.notices, ["still there after 200 ms; killed"]);
});

Deno.test("a service that waits for its next start can be stopped", async () => {
  await using s = await given(SLEEPER);
  await s.managed.start();
  Deno.kill(s.managed.pid ?? 0, "SIGKILL");
  await s.noticed;
  await s.managed.stop();
  assertEquals(s.managed.pid, undefined);
  assertEquals(s.notices.length, 1);
});
