import { z } from "zod";
import { type JobKind, type RecordingId, recordingKeys } from "../../protocol/mod.ts";
import { decode, encode } from "../codec.ts";
import { type ObjectStore, SealBrokenError } from "../objects/mod.ts";

const Count = z.object({ v: z.literal(1), attempts: z.int().nonnegative() });

/**
 * How often a job was begun, kept beside its unfinished work. The queue's own count does not do: it
 * also counts turns at which there was nothing to do but to wait.
 */
export class Attempts {
  constructor(
    private readonly objects: Pick<ObjectStore, "read" | "size" | "write" | "remove">,
    private readonly kind: JobKind,
  ) {}

  /** Counts one more, and tells how many that makes. Rejects with `ObjectsUnavailableError`. */
  async begin(id: RecordingId): Promise<number> {
    const attempts = await this.#read(id) + 1;
    await this.#write(id, attempts);
    return attempts;
  }

  /** The last one was none. */
  async forgive(id: RecordingId): Promise<void> {
    const attempts = await this.#read(id);
    if (attempts > 0) await this.#write(id, attempts - 1);
  }

  async forget(id: RecordingId): Promise<void> {
    await this.objects.remove(this.#key(id));
  }

  async #read(id: RecordingId): Promise<number> {
    const key = this.#key(id);
    if (await this.objects.size(key) === undefined) return 0;
    try {
      return Count.safeParse(decode(await this.objects.read(key))).data?.attempts ?? 0;
    } catch (error) {
      // It was written before the recording's key was known.
      if (error instanceof SealBrokenError) return 0;
      throw error;
    }
  }

  async #write(id: RecordingId, attempts: number): Promise<void> {
    const count: z.infer<typeof Count> = { v: 1, attempts };
    await this.objects.write(this.#key(id), encode(count), "application/json");
  }

  #key(id: RecordingId): string {
    return recordingKeys.work(id, `${this.kind}-attempts`);
  }
}
