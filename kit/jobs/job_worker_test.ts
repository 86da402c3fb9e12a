import { assertEquals } from "@std/assert";
import type { RecordingJob } from "../../protocol/mod.ts";
import { systemClock } from "../clock.ts";
import { silentLogger } from "../log.ts";
import { Metrics } from "../metrics.ts";
import { ObjectsUnavailableError } from "../objects/mod.ts";
import { Attempts } from "./attempts.ts";
import type { TakenJob } from "./job_queue.ts";
import { type GivenUp, type JobHandler, JobPostponedError, JobWorker } from "./job_worker.ts";
import { ATTEMPTS_MAX, OBJECTS_AWAY_MS, PATIENCE_MAX_MS } from "./limits.ts";

const JOB: RecordingJob = {
  v: 1,
  kind: "compose",
  recordingId: "room-r1",
  roomId: "room",
  title: "Weekly",
  startedAt: 1_000,
  stoppedAt: 2_000,
  timeline: { key: "recordings/room-r1/timeline", sizeBytes: 2, sha256: "" },
};

/** Objects in memory. */
function fakeObjects() {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    kept,
    size: (key: string) => Promise.resolve(kept.get(key)?.length),
    read: (key: string) => Promise.resolve(kept.get(key) ?? new Uint8Array()),
    write: (key: string, bytes: Uint8Array) =>
      Promise.resolve(void kept.set(key, new Uint8Array(bytes))),
    remove: (key: string) => Promise.resolve(void kept.delete(key)),
  };
}

/** Gives one job again and again until it is over; tells what became of each turn. */
function fakeQueue(turns: number, queuedAt = Date.now()) {
  const said: string[] = [];
  const done = Promise.withResolvers<void>();
  const say = (word: string) => {
    said.push(word);
    if (said.length >= turns) done.resolve();
  };
  const taken: TakenJob = {
    job: JOB,
    queuedAt,
    renew: () => {},
    end: () => Promise.resolve(say("end")),
    release: (afterMs) => say(`after ${afterMs}`),
  };
  const take = () =>
    said.length < turns ? Promise.resolve(taken) : new Promise<undefined>(() => {});
  return { said, done: done.promise, take, leaseMs: 1_000 };
}

async function turnsOf(handler: Partial<JobHandler>, turns: number, queuedAt?: number) {
  const objects = fakeObjects();
  const queue = fakeQueue(turns, queuedAt);
  const givenUp: GivenUp[] = [];
  const whole: JobHandler = {
    run: () => Promise.resolve({ type: "over" }),
    giveUp: (_job, why) => Promise.resolve(void givenUp.push(why)),
    ...handler,
  };
  await using _worker = new JobWorker({
    kind: "compose",
    queue,
    attempts: new Attempts(objects, "compose"),
    handler: whole,
    concurrency: 1,
    clock: systemClock,
    logger: silentLogger(),
    metrics: new Metrics(),
  });
  await queue.done;
  return { said: queue.said, givenUp, left: objects.kept.size };
}

Deno.test("a job that is over is ended, and nothing is left of its count", async () => {
  const { said, left } = await turnsOf({}, 1);
  assertEquals([said, left], [["end"], 0]);
});

Deno.test("a job that fails is tried again after longer and longer pauses, then given up on", async () => {
  const seen: number[] = [];
  const { said, givenUp, left } = await turnsOf({
    run({ attempt }) {
      seen.push(attempt);
      return Promise.reject(new Error(`attempt ${attempt} broke`));
    },
  }, ATTEMPTS_MAX);
  assertEquals(seen, [1, 2, 3, 4, 5]);
  assertEquals(said, ["after 5000", "after 10000", "after 20000", "after 40000", "end"]);
  assertEquals([givenUp, left], [[{ code: "attempts-failed", reason: "attempt 5 broke" }], 0]);
});

Deno.test("a job that waits for something does not use up its attempts", async () => {
  const seen: number[] = [];
  const waits = [
    () => Promise.reject(new JobPostponedError("asleep", 7)),
    () => Promise.reject(new ObjectsUnavailableError("gone")),
    () => Promise.resolve({ type: "later", reason: "not yet", afterMs: 9 } as const),
  ];
  const { said, givenUp } = await turnsOf({
    run({ attempt }) {
      seen.push(attempt);
      return waits[seen.length % waits.length]?.() ?? Promise.resolve({ type: "over" });
    },
  }, 3);
  assertEquals(seen, [1, 1, 1]);
  assertEquals(said, [`after ${OBJECTS_AWAY_MS}`, "after 9", "after 7"]);
  assertEquals(givenUp, []);
});

Deno.test("a job that has waited for a day is given up on", async () => {
  const { said, givenUp } = await turnsOf(
    {
      run: () => Promise.resolve({ type: "later", reason: "not yet", afterMs: 9 }),
    },
    1,
    Date.now() - PATIENCE_MAX_MS - 1_000,
  );
  const reason = "what it needs did not come back in time";
  assertEquals([said, givenUp], [["end"], [{ code: "waited-too-long", reason }]]);
});

Deno.test("a worker that ends gives its job back at once", async () => {
  const begun = Promise.withResolvers<void>();
  const queue = fakeQueue(1);
  const worker = new JobWorker({
    kind: "compose",
    queue,
    attempts: new Attempts(fakeObjects(), "compose"),
    handler: {
      run({ signal }) {
        begun.resolve();
        return new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(new Error("stopped")), { once: true })
        );
      },
      giveUp: () => Promise.resolve(),
    },
    concurrency: 1,
    clock: systemClock,
    logger: silentLogger(),
    metrics: new Metrics(),
  });
  await begun.promise;
  await worker[Symbol.asyncDispose]();
  assertEquals(queue.said, ["after 0"]);
});
