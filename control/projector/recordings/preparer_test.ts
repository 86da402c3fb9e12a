import { assertEquals } from "@std/assert";
import { Metrics, ObjectsUnavailableError, silentLogger, systemClock } from "../../../kit/mod.ts";
import { RecordingJob, type RecordingTimeline } from "../../../protocol/mod.ts";
import { until } from "../../../tests/harness/until.ts";
import { LogUnavailableError } from "../../actor/mod.ts";
import { recordingMeasures } from "./measures.ts";
import { Preparer } from "./preparer.ts";

const STOPPED = {
  id: "room-r1",
  roomId: "room",
  title: "Talk",
  startedAt: 1_000,
  stoppedAt: 2_000,
};
/** No pause lasts. */
const clock: typeof systemClock = {
  ...systemClock,
  after: (_ms, run) => systemClock.after(0, run),
};

/** A recording that has stopped, and neighbours that fail as often as they are told to. */
function world(failures: { objects?: number; jobs?: number; prepared?: number; keys?: number }) {
  const left = { objects: 0, jobs: 0, prepared: 0, keys: 0, ...failures };
  const fail = (what: keyof typeof left, error: Error) => {
    if (left[what]-- > 0) throw error;
  };
  const jobs: RecordingJob[] = [];
  let [kept, claims]: [RecordingTimeline | undefined, number] = [undefined, 0];
  const preparer = new Preparer({
    work: {
      claimStopped: () => Promise.resolve(kept ? [] : (claims++, [STOPPED])),
      events: () => Promise.resolve([]),
      prepared: (_id, timeline) => {
        fail("prepared", new Error("the process was killed"));
        kept = timeline;
        return Promise.resolve();
      },
    },
    objects: {
      write: () => {
        fail("objects", new ObjectsUnavailableError("it is away"));
        return Promise.resolve();
      },
    },
    sealer: { awaitsKey: () => Promise.resolve(left.keys-- > 0) },
    jobs: {
      put: (job) => {
        fail("jobs", new LogUnavailableError("it is away"));
        jobs.push(RecordingJob.parse(job));
        return Promise.resolve();
      },
    },
    measures: recordingMeasures(new Metrics()),
    clock,
    logger: silentLogger(),
  });
  return {
    jobs,
    untilPrepared: () => until("it is prepared", () => kept !== undefined),
    claims: () => claims,
    [Symbol.asyncDispose]: () => preparer[Symbol.asyncDispose](),
  };
}

Deno.test("a recording waits for the store and the queue, and its jobs come once", async () => {
  await using on = world({ objects: 2, jobs: 1 });
  await on.untilPrepared();
  assertEquals(on.jobs.map(({ kind }) => kind), ["compose", "transcribe"]);
  assertEquals(on.claims(), 4);
});

Deno.test("whoever goes on after a kill puts the very same jobs, which the queue knows", async () => {
  await using on = world({ prepared: 1 });
  await on.untilPrepared();
  const [first, second, ...again] = on.jobs;
  assertEquals(again, [first, second]);
});

Deno.test("nothing is made of a recording before its key is known, where recordings are sealed", async () => {
  await using on = world({ keys: 2 });
  await on.untilPrepared();
  assertEquals([on.jobs.length, on.claims()], [2, 3]);
});
