import { assertEquals } from "@std/assert";
import { Heartbeat } from "./heartbeat.ts";

const FAST = { intervalMs: 1, lateMs: 5, limitMs: 10 };

Deno.test("a connection is pinged again and again, and given up when no answer comes", async () => {
  const dead = Promise.withResolvers<void>();
  const seen: string[] = [];
  const answers = [Promise.resolve(), Promise.resolve(), new Promise(() => {})];
  const heartbeat = new Heartbeat({
    ping() {
      seen.push("ping");
      return answers.shift() ?? Promise.reject(new Error("Cannot ping: it was given up"));
    },
    late: () => seen.push("late"),
    dead() {
      seen.push("dead");
      dead.resolve();
    },
  }, FAST);
  await dead.promise;
  assertEquals(seen, ["ping", "ping", "ping", "late", "dead"]);
  assertEquals(heartbeat.isLate, true);
  heartbeat.stop();
});

Deno.test("an answer that is late is an answer", async () => {
  const answer = Promise.withResolvers<void>();
  const again = Promise.withResolvers<void>();
  let pings = 0;
  const heartbeat = new Heartbeat({
    ping() {
      if (++pings === 2) again.resolve();
      return answer.promise;
    },
    late: () => answer.resolve(),
    dead: () => again.reject(new Error("It was given up")),
  }, { ...FAST, limitMs: 60_000 });
  await again.promise;
  assertEquals(heartbeat.isLate, false);
  heartbeat.stop();
});

Deno.test("a heartbeat that was stopped stays so, also where an answer is on its way", async () => {
  const answer = Promise.withResolvers<void>();
  let pings = 0;
  const heartbeat = new Heartbeat({
    ping() {
      pings++;
      return answer.promise;
    },
    late() {},
    dead() {},
  }, FAST);
  heartbeat.beat();
  heartbeat.stop();
  answer.resolve();
  await answer.promise;
  assertEquals(pings, 1); // And no timer is left, or the sanitizer says so.
});
