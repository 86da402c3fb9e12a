import {
  type Logger,
  type ObjectStore,
  ObjectsUnavailableError,
  SealBrokenError,
  type TrackModel,
} from "../../kit/mod.ts";
import type { Segment } from "../../protocol/mod.ts";
import { PIECE_MAX_MS, PIECE_MS, SEGMENT_BYTES_MAX } from "./limits.ts";
import type { Pieces, Said } from "./pieces.ts";
import { type Heard, RecordedVoice, type VoiceDecoder } from "./recorded_voice.ts";
import { sha256Of } from "./sha256.ts";
import type { Understanding } from "./understanding.ts";

export interface TrackListenerOptions {
  readonly objects: Pick<ObjectStore, "read" | "size">;
  readonly pieces: Pieces;
  readonly understanding: Understanding;
  readonly openDecoder: () => Promise<VoiceDecoder>;
  readonly logger: Logger;
  /** So much of a track has been heard. */
  readonly onHeard: (ms: number) => void;
}

/**
 * Listens to recorded voices, segment by segment, so that an hour takes no more memory than a minute.
 * What is understood is stored piece by piece.
 */
export class TrackListener {
  readonly #options: TrackListenerOptions;

  constructor(options: TrackListenerOptions) {
    this.#options = options;
  }

  /** All that is said on a track, in order. Rejects as `Understanding`, `Pieces` and the store do. */
  async listen(track: TrackModel, signal: AbortSignal): Promise<Said[]> {
    const { pieces, onHeard, openDecoder } = this.#options;
    const { part, segments } = track;
    const said: Said[] = [];
    const decoder = await openDecoder();
    try {
      for (let at = 0; at < segments.length;) {
        const index = segments[at]?.index ?? 0;
        const start = { part, track: track.track, index };
        let piece = await pieces.read(start);
        if (!piece) {
          const [next, heard] = await this.#hear(track, at, decoder, signal);
          piece = { v: 1, next, said: heard };
          await pieces.write(start, piece);
        }
        said.push(...piece.said);
        const from = at;
        while ((segments[at]?.index ?? Infinity) < piece.next) at++;
        onHeard(segments.slice(from, at).reduce((ms, segment) => ms + lengthMs(segment), 0));
      }
    } finally {
      decoder.close();
    }
    return said;
  }

  /** From the `at`-th segment to where a piece ends; the index after it. */
  async #hear(
    { segments }: TrackModel,
    at: number,
    decoder: VoiceDecoder,
    signal: AbortSignal,
  ): Promise<[next: number, said: Said[]]> {
    const { understanding } = this.#options;
    const voice = new RecordedVoice(decoder);
    const asked: { heard: Heard; text: Promise<string> }[] = [];
    const failed = new AbortController();
    const either = AbortSignal.any([signal, failed.signal]);
    const ask = async (heard: Heard) => {
      asked.push({ heard, ...await understanding.ask(heard.samples, either) });
    };
    const beganMs = segments[at]?.startMs ?? 0;
    let next = 0;
    try {
      for (; at < segments.length; at++) {
        signal.throwIfAborted();
        const segment = segments[at];
        if (!segment) break;
        const heardMs = segment.startMs - beganMs;
        if (heardMs >= PIECE_MAX_MS || (heardMs >= PIECE_MS && !voice.isSpeaking)) break;
        next = segment.index + 1;
        for (const heard of this.#utterancesIn(segment, await this.#fetch(segment), voice)) {
          await ask(heard);
        }
      }
      for (const heard of voice.end()) await ask(heard);
      const said = await Promise.all(asked.map(async ({ heard, text }): Promise<Said> => {
        const { startMs, endMs, levelDb } = heard;
        return { startMs, endMs, levelDb, text: await text };
      }));
      return [next, said];
    } finally {
      // When one has failed the others are given up, and nothing is under way that nobody waits for.
      failed.abort();
      await Promise.allSettled(asked.map(({ text }) => text));
    }
  }

  *#utterancesIn(
    segment: Segment,
    webm: Uint8Array | undefined,
    voice: RecordedVoice,
  ): Generator<Heard> {
    if (!webm) return;
    try {
      yield* voice.hear(webm, segment.startMs);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.#options.logger.warn({ err: error, ...placeOf(segment) }, "a segment can't be read");
    }
  }

  /** `undefined`: it is not there any more, or not what was stored. */
  async #fetch(segment: Segment): Promise<Uint8Array | undefined> {
    const { objects, logger } = this.#options;
    const { key, sizeBytes, sha256 } = segment.object;
    if (sizeBytes > SEGMENT_BYTES_MAX) {
      logger.warn(placeOf(segment), "a segment is too large for a voice");
      return undefined;
    }
    try {
      const bytes = await objects.read(key);
      if (await sha256Of(bytes) === sha256) return bytes;
      logger.warn(placeOf(segment), "a segment is damaged");
    } catch (error) {
      if (error instanceof SealBrokenError) {
        logger.warn(placeOf(segment), "a segment's seal is broken");
        return undefined;
      }
      if (!(error instanceof ObjectsUnavailableError)) throw error;
      if (await objects.size(key) !== undefined) throw error;
      logger.warn(placeOf(segment), "a segment is gone");
    }
    return undefined;
  }
}

const lengthMs = ({ startMs, endMs }: Segment) => Math.max(0, endMs - startMs);
const placeOf = ({ track, index }: Segment) => ({ track, index });
