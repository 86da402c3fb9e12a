import type { ByteSource } from "./byte_source.ts";

/**
 * Where the bytes of files and recordings are. Clients bring and fetch them by URLs that are signed for one
 * object, one use and a short while, so that they never pass through a room or a gateway's sockets.
 */
export interface ObjectStore {
  /** A request by which exactly `sizeBytes` can be put there. */
  presignPut(key: string, options: PutOptions): Promise<SignedRequest>;
  /** A URL that answers with the object, or the range of it that is asked for, and these headers. */
  presignGet(key: string, options: GetOptions): Promise<string>;
  /** Bytes the object has; `undefined`: there is none. Rejects with {@linkcode ObjectsUnavailableError}. */
  size(key: string): Promise<number | undefined>;
  /** The whole of it; only for what is known to be small enough. Rejects as `size` does, also if there is none. */
  read(key: string): Promise<Uint8Array<ArrayBuffer>>;
  /** At most `length` bytes from `start` on, none behind its end. Rejects as `read` does. */
  readRange(key: string, range: Slice): Promise<Uint8Array<ArrayBuffer>>;
  write(key: string, bytes: Uint8Array, mediaType: string): Promise<void>;
  /**
   * A file of any size. Once this resolves the store has just these bytes: what the file holds is checked
   * by its sum, and so is what has arrived. Rejects with {@linkcode DamagedFileError}, after which nothing
   * is there, or as `size` does.
   */
  writeFile(key: string, path: string, options: WriteFileOptions): Promise<void>;
  /** What lies below a prefix (`recordings/r1/`), in no order. Rejects as `size` does. */
  list(prefix: string): AsyncIterable<StoredEntry>;
  /** Does nothing where there is none. */
  remove(key: string): Promise<void>;
  /** Removes all that lies below a prefix. Where it rejects, as `size` does, some may be gone. */
  removeAll(prefix: string): Promise<void>;
}

/** A store that others can be built on. */
export interface SourceStore extends ObjectStore {
  /** As `writeFile`, of bytes that are not a file's; `sha256` is theirs. */
  writeFrom(key: string, source: ByteSource, options: WriteFileOptions): Promise<void>;
}

export interface PutOptions {
  sizeBytes: number;
  ttlMs: number;
}

export interface GetOptions {
  /** `content-type` of the answer. */
  mediaType: string;
  /** `content-disposition` of the answer. */
  disposition: string;
  ttlMs: number;
}

export interface Slice {
  start: number;
  length: number;
}

export interface WriteFileOptions {
  /** Base64, as the file is meant to be. */
  sha256: string;
  mediaType: string;
}

export interface StoredEntry {
  readonly key: string;
  readonly sizeBytes: number;
}

export interface SignedRequest {
  method: "PUT";
  url: string;
  headers: Record<string, string>;
}

/** The object store can't be reached, or failed: trying again later helps. */
export class ObjectsUnavailableError extends Error {
  override readonly name = "ObjectsUnavailableError";
  readonly code = "unavailable";
  constructor(reason: string, options?: ErrorOptions) {
    super(`Cannot use the object store: ${reason}`, options);
  }
}

/** The file on disk is not what it is meant to be: trying again does not help. */
export class DamagedFileError extends Error {
  override readonly name = "DamagedFileError";
  readonly code = "damaged-file";
  constructor() {
    super("Cannot store the file: its checksum is another");
  }
}

/** Names of our own making: no dots, so that no key leads out of a folder. */
const KEY = /^[A-Za-z0-9_-]{1,80}(\/[A-Za-z0-9_-]{1,80}){1,7}$/;

/** Throws on what is no key. */
export function checkKey(key: string): string {
  if (!KEY.test(key)) throw new TypeError("Cannot use the object store: this is no key");
  return key;
}

/** A key and a slash. Throws on what is no prefix. */
export function checkPrefix(prefix: string): string {
  if (prefix.endsWith("/") && KEY.test(prefix.slice(0, -1))) return prefix;
  throw new TypeError("Cannot use the object store: this is no prefix");
}
