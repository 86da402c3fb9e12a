/** One round of the kill matrix: a meeting is recorded, something dies, and what comes of it is looked at. */
import { systemClock, wallOffsetMs } from "../../kit/mod.ts";
import {
  type Gap,
  type RecordingDetails,
  RecordingDetails as Details,
  recordingId,
  RecordingsPage,
} from "../../protocol/mod.ts";
import { canvasOf } from "../../recorder/worker/layout.ts";
import { pass } from "../../scripts/bench/recording/pass.ts";
import { Recorded } from "./recorded.ts";
import type { Blows, Struck } from "./recorded_blow.ts";
import { ANN, BOB } from "./recorded_clips.ts";
import type { RecordedGround } from "./recorded_ground.ts";
import type { RoundPlan } from "./recorded_plan.ts";
import { RecordedProducts } from "./recorded_products.ts";
import { lookAtSeconds } from "./recorded_seconds.ts";
import { WorkWatch } from "./recorded_work.ts";
import { askRecordings } from "./recordings_api.ts";
import { until } from "./until.ts";

/** From a command to what everybody sees of it; whoever answers it may just have died. */
const SAID_LIMIT_MS = 60_000;
/** From the end to the video: of a machine that composes several at a time, and waits for stores. */
const PLAYABLE_LIMIT_MS = 180_000;
/** A second is missing only where a gap is declared. */
const MISSING_MAX_MS = 1_000;
const MEET_ATTEMPTS_MAX = 3;
/** Lines of the videos that a stack's workers make. */
const LINES = 360;
/** From the stop to when uploads are through, about. */
const UPLOAD_MS = 1_500;

export interface RoundResult {
  readonly plan: RoundPlan;
  /** Empty: it ended as one playable asset, and all that was made of it is right. */
  readonly problems: readonly string[];
  /** How long each gap is that was declared. */
  readonly gapsMs: readonly number[];
  /** The longest that somebody's sound, and somebody's picture, is missing elsewhere. */
  readonly soundMissingMs: number;
  readonly pictureMissingMs: number;
  /** From the stop to the video. */
  readonly playableAfterMs: number;
}

/** A recording that has stopped, and what is known of it. */
interface Stopped extends Struck {
  readonly plan: RoundPlan;
  /** Opens it. */
  readonly key: string;
  /** Epoch ms of the first second that people sent. */
  readonly clipsAt: number;
  /** When they could not; epoch ms. */
  readonly unsent: readonly Gap[];
  readonly stoppedMs: number;
  readonly blow: Promise<void>;
}

/** A meeting that is over, and whoever died in it is back: others may meet. */
export interface Met {
  /** Waits for the video and looks at it; never rejects. */
  readonly result: Promise<RoundResult>;
}

export async function meetAndStrike(
  ground: RecordedGround,
  blows: Blows,
  plan: RoundPlan,
): Promise<Met> {
  const clipsMs = performance.now();
  const clipsAt = Math.round(clipsMs + wallOffsetMs(systemClock));
  const { stack } = ground;
  await using meeting = await meet(ground, clipsMs);
  const { roomId, ticket: { hostKey: key = "" } } = meeting;
  const id = recordingId(roomId, 1);
  const strike = (struck: Struck) => blows.strike(plan, struck);
  const struck = () => ({ roomId, id, mediaPort: meeting.host.mediaPort });
  const work = new WorkWatch(stack, id);
  await untilBegun(meeting);
  await meeting.untilSeen("recording");
  const inMeeting = plan.phase === "meeting"
    ? pass(plan.share * plan.lengthMs).then(() => strike(struck()))
    : Promise.resolve();
  inMeeting.catch(() => {}); // It is awaited below.
  await pass(plan.lengthMs);
  await untilOver(meeting, plan.end);
  const stoppedMs = performance.now();
  await inMeeting;
  if (plan.phase === "upload") {
    await pass(plan.share * UPLOAD_MS);
    await strike(struck());
  }
  const later = plan.phase === "composing"
    ? work.reaches(plan.share).then(() => strike(struck()))
    : Promise.resolve();
  later.catch(() => {}); // It is awaited once the recording is ready.
  const unsent = [meeting.host, meeting.guest].flatMap((person) =>
    ["cam", "mic"].flatMap((track) => person.passed(track))
  ).map(({ startMs, endMs }) => ({
    startMs: clipsAt + startMs - clipsMs,
    endMs: clipsAt + endMs - clipsMs,
  }));
  const stopped = { ...struck(), plan, key, clipsAt, unsent, stoppedMs, blow: later };
  const result = resultOf(ground, stopped)
    .finally(() => work[Symbol.asyncDispose]())
    .catch((error) => failed(plan, error));
  return { result };
}

/** What can't begin, on a machine that is too busy or while somebody is still on the way back, begins again. */
async function meet({ stack, clips }: RecordedGround, clipsMs: number): Promise<Recorded> {
  const sent = { host: clips.of(ANN, clipsMs), guest: clips.of(BOB, clipsMs) };
  for (let attempt = 1; attempt < MEET_ATTEMPTS_MAX; attempt++) {
    try {
      return await Recorded.meet(stack, sent);
    } catch (error) {
      console.error(`A meeting begins again: ${error}`);
    }
  }
  return await Recorded.meet(stack, sent);
}

/** Says it until it is so: who was asked may have died with the question, of another meeting's blow. */
async function untilBegun(meeting: Recorded): Promise<void> {
  const state = () => meeting.host.roster.meeting.recording?.state;
  await until(
    "the recording is on",
    async () => {
      if (!state()) await meeting.command({ type: "startRecording" }).catch(() => {});
      return state();
    },
    Boolean,
    SAID_LIMIT_MS,
  );
}

/** The same of its end. */
async function untilOver(meeting: Recorded, end: RoundPlan["end"]): Promise<void> {
  await until(
    "the recording has stopped",
    async () => {
      await meeting.command({ type: end }).catch(() => {});
      return meeting.course.at(-1);
    },
    (last) => last === "asked" || last === "ended",
    SAID_LIMIT_MS,
  );
}

async function resultOf(ground: RecordedGround, stopped: Stopped): Promise<RoundResult> {
  const { id, roomId, key, plan, stoppedMs, blow } = stopped;
  const gateway = ground.stack.gateway();
  const ask = (path: string) => askRecordings(gateway, key, path).catch(() => undefined);
  const details = async () => Details.safeParse(await ask(`/${id}`)).data;
  await until(
    `${id} is ready or has failed`,
    async () => (await details())?.status,
    (status) => status?.state === "ready" || status?.state === "failed",
    PLAYABLE_LIMIT_MS,
  );
  const playableAfterMs = performance.now() - stoppedMs;
  await blow;
  const done = await until(
    `all jobs of ${id} have ended`,
    details,
    (one) => one?.jobs.every(({ state }) => state === "done" || state === "failed") ?? false,
    PLAYABLE_LIMIT_MS,
  );
  const listed = RecordingsPage.safeParse(await ask(`?room=${roomId}`)).data?.recordings ?? [];
  const problems = [
    ...(listed.length === 1 ? [] : [`the meeting has ${listed.length} recordings`]),
    ...(done ? endsOf(done) : []),
  ];
  if (!done || problems.length > 0) return { ...NOTHING, plan, problems, playableAfterMs };
  return { plan, playableAfterMs, ...await look(ground, stopped, done) };
}

const NOTHING = { gapsMs: [], soundMissingMs: NaN, pictureMissingMs: NaN } as const;

function endsOf({ status, jobs }: RecordingDetails): string[] {
  return [
    ...(status.state === "ready" ? [] : [`it is ${JSON.stringify(status)}`]),
    ...jobs.filter(({ state }) => state !== "done").map((job) => JSON.stringify(job)),
  ];
}

async function look(
  ground: RecordedGround,
  { id, clipsAt, unsent }: Stopped,
  { startedAt, stoppedAt, people }: RecordingDetails,
): Promise<Omit<RoundResult, "plan" | "playableAfterMs">> {
  const model = await ground.manifest(id);
  await using products = await RecordedProducts.fetch(id, model, ground.objects);
  const problems = [
    ...await products.problems((stoppedAt ?? NaN) - startedAt),
    ...(await ground.unsealed(id)).map((key) => `${key} is not sealed`),
  ];
  const gapsMs = model.gaps.map(({ startMs, endMs }) => endMs - startMs);
  const video = products.file("video");
  if (video === undefined || problems.length > 0) return { ...NOTHING, problems, gapsMs };
  const { gaps } = model;
  const canvas = canvasOf(LINES);
  const seen = await lookAtSeconds({ video, canvas, startedAt, clipsAt, gaps, people, unsent });
  problems.push(...seen.problems.slice(0, 3));
  for (const what of ["sound", "picture"] as const) {
    const { ms, where } = seen[what];
    if (ms > MISSING_MAX_MS) problems.push(`${what} is missing for ${ms} ms, undeclared, ${where}`);
  }
  return {
    problems,
    gapsMs,
    soundMissingMs: seen.sound.ms,
    pictureMissingMs: seen.picture.ms,
  };
}

export function failed(plan: RoundPlan, error: unknown): RoundResult {
  const reason = error instanceof Error ? error.message : String(error);
  return { ...NOTHING, plan, problems: [reason], playableAfterMs: NaN };
}
