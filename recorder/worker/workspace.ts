import { createHash } from "node:crypto";
import { type ObjectStore, ObjectsUnavailableError, SealBrokenError } from "../../kit/mod.ts";
import type { Segment, StoredObject } from "../../protocol/mod.ts";
import { SEGMENT_BYTES_MAX } from "./limits.ts";

/** Bytes of a large object that are fetched at a time. */
const SLICE_BYTES = 8 * 1_024 ** 2;

/** A stored object is not what its entry says; trying again does not help. */
export class DamagedObjectError extends Error {
  override readonly name = "DamagedObjectError";
  readonly code = "damaged-object";
  constructor(why: string) {
    super(`Cannot use a stored object: ${why}`);
  }
}

/** A folder for one job's unfinished files, gone with it. */
export class Workspace implements AsyncDisposable {
  private constructor(
    readonly folder: string,
    private readonly objects: ObjectStore,
  ) {}

  static async open(folder: string, objects: ObjectStore): Promise<Workspace> {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    return new Workspace(folder, objects);
  }

  path(name: string): string {
    return `${this.folder}/${name}`;
  }

  async write(name: string, text: string): Promise<void> {
    await Deno.writeTextFile(this.path(name), text);
  }

  async remove(...names: readonly string[]): Promise<void> {
    await Promise.all(names.map((name) => Deno.remove(this.path(name))));
  }

  async sizeBytes(name: string): Promise<number> {
    return (await Deno.stat(this.path(name))).size;
  }

  /** Rejects with {@linkcode DamagedObjectError}, or with `ObjectsUnavailableError`. */
  async readObject(object: StoredObject, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
    if (object.sizeBytes > bytesMax) throw new DamagedObjectError("it is too large");
    const bytes = await this.#read(object.key);
    if (bytes.length !== object.sizeBytes) throw new DamagedObjectError("its length is another");
    const sum = createHash("sha256").update(bytes).digest("base64");
    if (sum !== object.sha256) throw new DamagedObjectError("its checksum is another");
    return bytes;
  }

  /** Rejects as {@linkcode readObject} does. */
  async fetchSegment(segment: Segment, name: string): Promise<void> {
    const bytes = await this.readObject(segment.object, SEGMENT_BYTES_MAX);
    await Deno.writeFile(this.path(name), bytes);
  }

  /** An object of any size whose sum nobody has kept. Rejects with `ObjectsUnavailableError`. */
  async fetchFile(key: string, name: string): Promise<void> {
    using file = await Deno.open(this.path(name), { write: true, create: true, truncate: true });
    for (let start = 0;; start += SLICE_BYTES) {
      const bytes = await this.objects.readRange(key, { start, length: SLICE_BYTES });
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      if (bytes.length < SLICE_BYTES) return;
    }
  }

  /** Puts a file into the store. Rejects with `ObjectsUnavailableError`. */
  async store(name: string, key: string, mediaType: string): Promise<StoredObject> {
    const path = this.path(name);
    const hash = createHash("sha256");
    using file = await Deno.open(path);
    let sizeBytes = 0;
    for await (const bytes of file.readable) {
      hash.update(bytes);
      sizeBytes += bytes.length;
    }
    const sha256 = hash.digest("base64");
    await this.objects.writeFile(key, path, { sha256, mediaType });
    return { key, sizeBytes, sha256 };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }

  /** That there is none is no reason to wait for the store. */
  async #read(key: string): Promise<Uint8Array<ArrayBuffer>> {
    try {
      return await this.objects.read(key);
    } catch (error) {
      if (error instanceof SealBrokenError) throw new DamagedObjectError("its seal is broken");
      const isGone = error instanceof ObjectsUnavailableError &&
        await this.objects.size(key) === undefined;
      throw isGone ? new DamagedObjectError("there is none") : error;
    }
  }
}
