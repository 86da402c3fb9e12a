import { assertEquals } from "@std/assert";
import { silentLogger } from "./log.ts";
import { Shutdown } from "./shutdown.ts";
import { poll, STATE_LIMIT_MS } from "./testing/poll.ts";

function watched(deadlineMs = 1_000) {
  const codes: number[] = [];
  const shutdown = new Shutdown({
    logger: silentLogger(),
    deadlineMs,
    exit: (code) => void codes.push(code),
  });
  return { shutdown, codes };
}

Deno.test("shutdown closes the last opened first, past one that fails, and exits once", async () => {
  const { shutdown, codes } = watched();
  const closed: string[] = [];
  shutdown.add("bus", () => void closed.push("bus"));
  shutdown.add("actors", () => Promise.reject(new Error("no")));
  shutdown.add("sockets", () => void closed.push("sockets"));
  await Promise.all([shutdown.end("test"), shutdown.end("again")]);
  assertEquals([closed, codes, shutdown.ending], [["sockets", "bus"], [0], true]);
});

Deno.test("shutdown ends at its deadline with a fault", async () => {
  const { shutdown, codes } = watched(10);
  shutdown.add("hangs", () => new Promise(() => {}));
  await shutdown.end("test");
  assertEquals(codes, [1]);
});

Deno.test("shutdown takes one keypress told twice for one, and ends at once on a second", async () => {
  const script = `
    import { Shutdown, silentLogger } from "${new URL("mod.ts", import.meta.url)}";
    const shutdown = new Shutdown({ logger: silentLogger(), deadlineMs: 60_000 });
    shutdown.add("hangs", () => new Promise(() => {}));
    setInterval(() => {}, 1_000);
    shutdown.listen();
    console.log("ready");
  `;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", script],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  child.kill("SIGINT");
  child.kill("SIGTERM");
  await poll("a second signal ends it", STATE_LIMIT_MS, () => {
    try {
      child.kill("SIGTERM");
      return false;
    } catch {
      return true; // It has ended, of which `status` may tell only later.
    }
  });
  assertEquals((await child.status).code, 1);
  await reader.cancel();
});
