/** What is done with a recording after its end: the work of one job, which may be begun again anywhere. */
import {
  awaited,
  type Clock,
  decode,
  endOf,
  findGaps,
  type GivenUp,
  type JobHandler,
  type JobTurn,
  type JobVerdict,
  type Logger,
  type ManifestLog,
  type ObjectStore,
  readManifest,
  type RecordingModel,
  videoClock,
} from "../../kit/mod.ts";
import {
  type JobFailure,
  type JobProgress,
  type ManifestBody,
  type RecordingId,
  type RecordingJob,
  RecordingTimeline,
} from "../../protocol/mod.ts";
import { finish } from "./finish.ts";
import { type Footage, footageOf } from "./footage.ts";
import { canvasOf } from "./layout.ts";
import {
  AWAIT_EVERY_LATE_MS,
  AWAIT_EVERY_MS,
  AWAIT_LATE_MS,
  PARTLESS_MS,
  SMALL_HEIGHT,
  TIMELINE_BYTES_MAX,
  WORK_FACTOR,
} from "./limits.ts";
import { makeOriginals } from "./originals.ts";
import { planPieces } from "./plan.ts";
import { Products } from "./products.ts";
import type { Programs } from "./programs.ts";
import { Progress } from "./progress.ts";
import { pieceKeys, renderPieces } from "./render.ts";
import { frameAt, scenesOf } from "./scenes.ts";
import { measureVoices, mixSound } from "./sound.ts";
import { isEmpty, stageOf } from "./stage.ts";
import { withLost, withoutAwaited } from "./what_is_there.ts";
import { DamagedObjectError, Workspace } from "./workspace.ts";

export interface ComposerOptions {
  readonly programs: Programs;
  readonly objects: ObjectStore;
  readonly manifests: Pick<ManifestLog, "read" | "append">;
  /** Where jobs have their folders. */
  readonly workFolder: string;
  /** A recording that needs more is refused. */
  readonly workBytesMax: number;
  /** Lines of the video. */
  readonly height: number;
  readonly threads: number;
  readonly font: string | undefined;
  /** How long after a recording's end segments on recorders' disks are awaited. */
  readonly awaitMs: number;
  readonly publish: (progress: JobProgress) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** No attempt will ever make a video of this. */
class HopelessError extends Error {
  override readonly name = "HopelessError";
  constructor(readonly code: JobFailure, reason: string) {
    super(reason);
  }
}

const EMPTY = "Nobody said or showed anything while this was recorded.";

export class Composer implements JobHandler {
  constructor(private readonly options: ComposerOptions) {}

  async run(turn: JobTurn): Promise<JobVerdict> {
    const { manifests } = this.options;
    const { recordingId } = turn.job;
    const model = readManifest(await manifests.read(recordingId));
    if (endOf(model, turn.job)?.outcome === "done") return { type: "over" };
    const afterMs = this.#waitMs(turn.job, model);
    if (afterMs !== undefined) return { type: "later", reason: "segments are awaited", afterMs };
    try {
      await this.#compose(turn, withoutAwaited(model));
      await this.#say(recordingId, { ...endingOf(turn.job), outcome: "done" });
    } catch (error) {
      if (!(error instanceof HopelessError)) throw error;
      await this.#fail(turn.job, error.code, error.message);
    }
    return { type: "over" };
  }

  async giveUp(job: RecordingJob, { code, reason }: GivenUp): Promise<void> {
    await this.#fail(job, code, `The video could not be made: ${reason}.`);
  }

  /** How long until another look, where something may still come. */
  #waitMs({ stoppedAt }: RecordingJob, model: RecordingModel): number | undefined {
    const { clock, awaitMs } = this.options;
    const sinceMs = clock.wallMs() - stoppedAt;
    const { parts, segments } = awaited(model);
    const isPartless = model.parts.length === 0;
    if (parts === 0 && segments === 0 && !isPartless) return undefined;
    if (sinceMs > (isPartless ? Math.min(PARTLESS_MS, awaitMs) : awaitMs)) return undefined;
    return sinceMs < AWAIT_LATE_MS ? AWAIT_EVERY_MS : AWAIT_EVERY_LATE_MS;
  }

  async #compose(turn: JobTurn, model: RecordingModel): Promise<void> {
    const { job, signal } = turn;
    const { recordingId } = job;
    const { programs, objects, manifests, workFolder, height, threads, font } = this.options;
    const { clock: wallClock, publish, logger } = this.options;
    const progress = new Progress({ recordingId, job: "compose", clock: wallClock, publish });
    await using workspace = await Workspace.open(`${workFolder}/${recordingId}`, objects);
    const timeline = await this.#timeline(workspace, job);
    const clock = videoClock(job, timeline);
    const footage = footageOf(model, clock);
    this.#checkSize(footage);
    const common = { programs, workspace, signal };
    const { originals, damaged } = await makeOriginals({
      ...common,
      footage,
      onProgress: (share) => progress.at("fetch", share),
    });
    const gaps = findGaps(withLost(model, damaged), clock, timeline);
    const { durationMs } = clock;
    const kept = originals.map((original) => original.footage);
    const sound = { ...common, originals, durationMs, logger };
    const voices = await measureVoices({
      ...sound,
      onProgress: (share) => progress.at("listen", share),
    });
    if (frameAt(durationMs) === 0 || isEmpty(kept, voices)) {
      throw new HopelessError("nothing-recorded", EMPTY);
    }
    await this.#say(recordingId, { type: "GapsFound", gaps });

    const audio = "sound.m4a";
    await mixSound(voices, audio, { ...sound, onProgress: (share) => progress.at("mix", share) });
    const stage = stageOf({ clock, timeline, footage: kept, voices, gaps });
    const sizes = { large: canvasOf(height), small: canvasOf(Math.min(SMALL_HEIGHT, height / 2)) };
    const scenes = scenesOf(stage, sizes.large);
    const speech = new Map(stage.people.map(({ peerId, speech }) => [peerId, speech]));
    const pieces = planPieces({
      scenes,
      canvas: sizes.large,
      small: sizes.small,
      font,
      speechOf: (peerId) => speech.get(peerId) ?? [],
    });
    logger.info(
      { recordingId, scenes: scenes.length, pieces: pieces.length, durationMs, gaps: gaps.length },
      "composing",
    );
    const frames = pieces.at(-1)?.toFrame ?? 1;
    await renderPieces(pieces, {
      ...common,
      recordingId,
      objects,
      originals: new Map(originals.map((original) => [original.footage.id, original])),
      threads,
      logger,
      onProgress: (done) => progress.at("render", done / frames),
      onGiven: (given) => progress.given("render", given / frames),
    });
    await finish({
      ...common,
      products: new Products({ ...common, recordingId, manifests, clock: wallClock }),
      clock,
      title: job.title,
      scenes,
      pieces,
      audio,
      originals,
      sizes,
      onProgress: (share) => progress.at("finish", share),
    });
    for (const key of pieces.flatMap((piece) => pieceKeys(recordingId, piece))) {
      await objects.remove(key);
    }
    progress.done();
  }

  async #timeline(workspace: Workspace, job: RecordingJob): Promise<RecordingTimeline> {
    try {
      const bytes = await workspace.readObject(job.timeline, TIMELINE_BYTES_MAX);
      return RecordingTimeline.parse(decode(bytes));
    } catch (error) {
      if (!(error instanceof DamagedObjectError)) throw error;
      throw new HopelessError(
        "timeline-lost",
        "What happened in the meeting meanwhile has been lost.",
      );
    }
  }

  #checkSize(footage: readonly Footage[]): void {
    const { workBytesMax } = this.options;
    const bytes = footage.flatMap(({ clips }) => clips)
      .reduce((sum, { segment }) => sum + segment.object.sizeBytes, 0);
    if (bytes * WORK_FACTOR <= workBytesMax) return;
    const inGb = (count: number) => `${(count / 1e9).toFixed(1)} GB`;
    throw new HopelessError(
      "too-large",
      `The recording needs ${inGb(bytes * WORK_FACTOR)} of disk to be composed, and may take ${
        inGb(workBytesMax)
      }.`,
    );
  }

  async #fail(job: RecordingJob, code: JobFailure, reason: string): Promise<void> {
    const { recordingId } = job;
    this.options.logger.warn({ recordingId, code, why: reason }, "no video is made");
    await this.#say(recordingId, { ...endingOf(job), outcome: "failed", code, reason });
  }

  async #say(recordingId: RecordingId, body: ManifestBody): Promise<void> {
    const { manifests, clock } = this.options;
    const id = body.type === "JobEnded"
      ? `${body.type}/${body.job}/${body.outcome}/${body.again ?? 0}`
      : undefined;
    await manifests.append(
      { v: 1, recordingId, at: clock.wallMs(), part: null, body },
      id ?? `${body.type}/${crypto.randomUUID()}`,
    );
  }
}

const endingOf = ({ again }: RecordingJob) =>
  ({ type: "JobEnded", job: "compose", ...(again !== undefined && { again }) }) as const;
