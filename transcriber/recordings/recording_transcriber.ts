import {
  awaited,
  type Bus,
  type Clock,
  decode,
  encode,
  endOf,
  type GivenUp,
  type JobHandler,
  JobPostponedError,
  type JobTurn,
  type JobVerdict,
  type Logger,
  type ManifestLog,
  ManifestUnavailableError,
  type ObjectStore,
  readManifest,
  type TrackModel,
  tracksOf,
  videoClock,
} from "../../kit/mod.ts";
import {
  type Asset,
  type JobFailure,
  type ManifestBody,
  type RecordingId,
  type RecordingJob,
  recordingKeys,
  RecordingTimeline,
  type Transcript,
} from "../../protocol/mod.ts";
import { type Dispatcher, RECORDED_WAITING_MAX } from "../engines/dispatcher.ts";
import { OpusVoice } from "../opus.ts";
import { inParallel } from "./in_parallel.ts";
import {
  LOOK_AGAIN_MS,
  MANIFEST_AWAY_MS,
  PATIENCE_MS,
  VOICES_AT_ONCE,
  WAITING_PER_SLOT,
} from "./limits.ts";
import { Pieces } from "./pieces.ts";
import { Progress } from "./progress.ts";
import { sha256Of } from "./sha256.ts";
import { TrackListener } from "./track_listener.ts";
import { makeTranscript, type VoiceSaid } from "./transcript.ts";
import { Understanding } from "./understanding.ts";
import { webVtt } from "./webvtt.ts";

const KIND = "transcribe";
const NO_ENGINE = {
  code: "no-speech-engine",
  reason: "no speech engine is configured",
} as const satisfies { code: JobFailure; reason: string };

export interface RecordingTranscriberOptions {
  /** Absent: nothing here understands speech, which is then said of each recording. */
  readonly dispatcher: Dispatcher | undefined;
  readonly objects: ObjectStore;
  readonly manifests: Pick<ManifestLog, "read" | "append">;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Jobs `transcribe`: listens to each person's voice of a recording, and stores what was said and what
 * stands out as a transcript and as WebVTT. Doing it again goes on where it was left.
 */
export class RecordingTranscriber implements JobHandler {
  readonly #options: RecordingTranscriberOptions;

  constructor(options: RecordingTranscriberOptions) {
    this.#options = options;
  }

  async run(turn: JobTurn): Promise<JobVerdict> {
    try {
      return await this.#run(turn);
    } catch (error) {
      if (!(error instanceof ManifestUnavailableError)) throw error;
      throw new JobPostponedError("its manifest is away", MANIFEST_AWAY_MS, { cause: error });
    }
  }

  async giveUp(job: RecordingJob, why: GivenUp): Promise<void> {
    await this.#ended(job, why);
  }

  async #run({ job, queuedAt, signal }: JobTurn): Promise<JobVerdict> {
    const { manifests, objects, clock, dispatcher } = this.#options;
    const { recordingId } = job;
    const model = readManifest(await manifests.read(recordingId));
    const pieces = new Pieces(objects, recordingId);
    if (!endOf(model, job)) {
      const voices = tracksOf(model).filter(({ source, codec }) =>
        source === "mic" && codec === "opus"
      );
      const isWhole = awaited(model).parts === 0 &&
        voices.every(({ waiting }) => waiting.length === 0);
      if (!isWhole && clock.wallMs() - queuedAt < PATIENCE_MS) {
        const reason = "recorders still have something of it";
        return { type: "later", reason, afterMs: LOOK_AGAIN_MS };
      }
      await this.#transcribe(job, dispatcher ? voices : [], pieces, signal);
      await this.#ended(job, dispatcher ? undefined : NO_ENGINE);
    }
    await pieces.forget();
    return { type: "over" };
  }

  async #transcribe(
    job: RecordingJob,
    voices: readonly TrackModel[],
    pieces: Pieces,
    signal: AbortSignal,
  ): Promise<void> {
    const { dispatcher } = this.#options;
    const timeline = await this.#timeline(job);
    const transcript = makeTranscript({
      timeline,
      clock: videoClock(job, timeline),
      voices: await this.#listen(job, voices, pieces, signal),
      language: dispatcher?.language ?? null,
    });
    await this.#store(transcript);
  }

  async #listen(
    { recordingId }: RecordingJob,
    voices: readonly TrackModel[],
    pieces: Pieces,
    signal: AbortSignal,
  ): Promise<VoiceSaid[]> {
    const { dispatcher, objects, bus, clock } = this.#options;
    if (!dispatcher) return [];
    const logger = this.#options.logger.child({ recordingId });
    const totalMs = voices.flatMap(({ segments }) => segments)
      .reduce((ms, { startMs, endMs }) => ms + Math.max(0, endMs - startMs), 0);
    logger.info({ voices: voices.length, voicesMs: totalMs }, "a recording is written down");
    const progress = new Progress({ recordingId, totalMs, bus, clock });
    const understanding = new Understanding({
      dispatcher,
      waitingMax: Math.min(dispatcher.concurrency * WAITING_PER_SLOT, RECORDED_WAITING_MAX),
      clock,
    });
    const listener = new TrackListener({
      objects,
      pieces,
      understanding,
      openDecoder: () => OpusVoice.open(),
      logger,
      onHeard: (ms) => progress.heard(ms),
    });
    const said = await inParallel(voices, VOICES_AT_ONCE, signal, async (track, signal) => ({
      track,
      said: await listener.listen(track, signal),
    }));
    const { missed } = understanding;
    if (missed > 0) logger.warn({ missed }, "some utterances could not be understood");
    return said;
  }

  async #timeline({ timeline: { key, sha256 } }: RecordingJob): Promise<RecordingTimeline> {
    const bytes = await this.#options.objects.read(key);
    if (await sha256Of(bytes) !== sha256) throw new Error("its timeline is damaged");
    return RecordingTimeline.parse(decode(bytes));
  }

  async #store(transcript: Transcript): Promise<void> {
    const { recordingId, utterances, language } = transcript;
    const common = language === null ? {} : { language };
    await this.#storeAsset(recordingId, new Uint8Array(encode(transcript)), {
      kind: "transcript",
      name: "transcript",
      mediaType: "application/json",
      ...common,
    });
    if (utterances.length === 0) return;
    const captions = new TextEncoder().encode(webVtt(utterances, language));
    await this.#storeAsset(recordingId, captions, {
      kind: "captions",
      name: "captions",
      mediaType: "text/vtt",
      ...common,
    });
  }

  async #storeAsset(
    id: RecordingId,
    bytes: Uint8Array<ArrayBuffer>,
    about: Omit<Asset, "object">,
  ): Promise<void> {
    const key = recordingKeys.asset(id, about.name);
    const sha256 = await sha256Of(bytes);
    await this.#options.objects.write(key, bytes, about.mediaType);
    const asset: Asset = { ...about, object: { key, sizeBytes: bytes.length, sha256 } };
    await this.#append(id, { type: "AssetStored", asset }, `${about.name}-${sha256}`);
  }

  async #ended(
    { recordingId, again }: RecordingJob,
    why: { readonly code: JobFailure; readonly reason: string } | undefined,
  ): Promise<void> {
    const ended = { type: "JobEnded", job: KIND, ...(again !== undefined && { again }) } as const;
    const body: ManifestBody = why
      ? { ...ended, outcome: "failed", ...why }
      : { ...ended, outcome: "done" };
    await this.#append(recordingId, body, `${KIND}-ended-${again ?? 0}`);
  }

  async #append(recordingId: RecordingId, body: ManifestBody, messageId: string): Promise<void> {
    const { manifests, clock } = this.#options;
    const at = Math.round(clock.wallMs());
    await manifests.append({ v: 1, recordingId, at, part: null, body }, messageId);
  }
}
