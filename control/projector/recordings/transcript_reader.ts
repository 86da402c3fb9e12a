import { createHash } from "node:crypto";
import {
  type Clock,
  decode,
  type Logger,
  type ObjectStore,
  ObjectsUnavailableError,
  SealBrokenError,
} from "../../../kit/mod.ts";
import { Transcript } from "../../../protocol/mod.ts";
import type { DueTranscript, RecordingWork } from "../../store/mod.ts";
import type { RecordingMeasures } from "./measures.ts";
import { Rounds } from "../rounds.ts";

const LOOK_EVERY_MS = 2_000;
const AT_ONCE = 2;
/** What the longest transcript takes, and some more. */
const BYTES_MAX = 64 * 1024 * 1024;

export interface TranscriptReaderOptions {
  readonly work: RecordingWork;
  readonly objects: Pick<ObjectStore, "read" | "size">;
  readonly measures: RecordingMeasures;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Makes what is said in recordings searchable. */
export class TranscriptReader implements AsyncDisposable {
  readonly #rounds: Rounds;

  constructor(private readonly options: TranscriptReaderOptions) {
    this.#rounds = new Rounds({
      ...options,
      failed: () => options.measures.failed("transcripts"),
      what: "transcripts can't be searched",
      everyMs: LOOK_EVERY_MS,
      round: () => this.#round(),
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#rounds[Symbol.asyncDispose]();
  }

  async #round(): Promise<boolean> {
    const { work, logger } = this.options;
    const due = await work.dueTranscripts(AT_ONCE);
    for (const transcript of due) {
      const read = await this.#read(transcript);
      if (typeof read === "string") {
        logger.error({ recordingId: transcript.id, reason: read }, "a transcript can't be read");
      }
      await work.keepTranscript(transcript, typeof read === "string" ? [] : read.utterances);
    }
    return due.length > 0;
  }

  /** Resolves to what is wrong with it, where trying again does not help. */
  async #read(due: DueTranscript): Promise<Transcript | string> {
    try {
      return await this.#fetch(due);
    } catch (error) {
      if (error instanceof SealBrokenError) return error.message;
      throw error;
    }
  }

  async #fetch({ object }: DueTranscript): Promise<Transcript | string> {
    const { objects } = this.options;
    if (object.sizeBytes > BYTES_MAX) return `it has ${object.sizeBytes} bytes`;
    const size = await objects.size(object.key);
    if (size === undefined) return "it is gone";
    if (size !== object.sizeBytes) return `it has ${size} bytes, not ${object.sizeBytes}`;
    const bytes = await objects.read(object.key);
    if (createHash("sha256").update(bytes).digest("base64") !== object.sha256) {
      throw new ObjectsUnavailableError("a transcript arrived with another checksum");
    }
    const parsed = Transcript.safeParse(decode(bytes));
    return parsed.success ? parsed.data : "it is no transcript";
  }
}
