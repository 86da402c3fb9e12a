import { z } from "zod";
import { decode, encode, type ObjectStore } from "../../kit/mod.ts";
import { type RecordingId, recordingKeys, UTTERANCE_LENGTH_MAX } from "../../protocol/mod.ts";

/** What was understood of an utterance. */
export const Said = z.object({
  startMs: z.int(), // Epoch ms, by the recorder's clock.
  endMs: z.int(),
  levelDb: z.number(),
  text: z.string().max(UTTERANCE_LENGTH_MAX), // "" where nothing was understood.
});
export type Said = z.infer<typeof Said>;

const Piece = z.object({
  v: z.literal(1),
  next: z.int().nonnegative(), // The index of the track's segment after it.
  said: z.array(Said),
});
export type Piece = z.infer<typeof Piece>;

/** A place in a recording: a segment of a track of a part. */
export interface PieceStart {
  readonly part: string;
  readonly track: number;
  readonly index: number;
}

/**
 * Finished work of a job, kept beside the recording until the job is over: who takes a job over from
 * somebody who died goes on where the last piece ends. All calls reject with `ObjectsUnavailableError`.
 */
export class Pieces {
  readonly #objects: ObjectStore;
  readonly #id: RecordingId;

  constructor(objects: ObjectStore, id: RecordingId) {
    this.#objects = objects;
    this.#id = id;
  }

  /** `undefined`: nobody has finished it yet. */
  async read(start: PieceStart): Promise<Piece | undefined> {
    const key = this.#key(start);
    if (await this.#objects.size(key) === undefined) return undefined;
    const { data } = Piece.safeParse(decode(await this.#objects.read(key)));
    return data && data.next > start.index ? data : undefined;
  }

  async write(start: PieceStart, piece: Piece): Promise<void> {
    await this.#objects.write(this.#key(start), encode(piece), "application/json");
  }

  async forget(): Promise<void> {
    await this.#objects.removeAll(recordingKeys.work(this.#id, "speech/"));
  }

  #key({ part, track, index }: PieceStart): string {
    return recordingKeys.work(this.#id, `speech/${part}/${track}-${index}`);
  }
}
