import { assertEquals } from "@std/assert";
import { silentLogger } from "./log.ts";
import { Shutdown } from "./shutdown.ts";

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
