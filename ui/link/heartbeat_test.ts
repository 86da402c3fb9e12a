import { assertEquals } from "@std/assert";
import { Heartbeat } from "./heartbeat.ts";

Deno.test("a connection is pinged again and again, and given up when no answer comes", async () => {
  const dead = Promise.withResolvers<void>();
  let pings = 0;
  const answers = [Promise.resolve(), Promise.resolve(), new Promise(() => {})];
  const heartbeat = new Heartbeat(
    () => answers[pings++] ?? Promise.reject(new Error("Cannot ping: it was given up")),
    () => dead.resolve(),
    { intervalMs: 1, timeoutMs: 5 },
  );
  await dead.promise;
  assertEquals(pings, 3);
  heartbeat.stop();
});

Deno.test("a heartbeat that was stopped stays so, also where an answer is on its way", async () => {
  const answer = Promise.withResolvers<void>();
  let pings = 0;
  const heartbeat = new Heartbeat(
    () => {
      pings++;
      return answer.promise;
    },
    () => {},
    { intervalMs: 1, timeoutMs: 1 },
  );
  heartbeat.beat();
  heartbeat.stop();
  answer.resolve();
  await answer.promise;
  assertEquals(pings, 1); // And no timer is left, or the sanitizer says so.
});
