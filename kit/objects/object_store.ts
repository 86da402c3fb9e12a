/**
 * Where the bytes of files are. Clients bring and fetch them by URLs that are signed for one object, one
 * use and a short while, so that they never pass through a room or a gateway's sockets.
 */
export interface ObjectStore {
  /** A request by which exactly `sizeBytes` can be put there. */
  presignPut(key: string, options: PutOptions): Promise<SignedRequest>;
  /** A URL that answers with the object and these headers. */
  presignGet(key: string, options: GetOptions): Promise<string>;
  /** Bytes the object has; `undefined`: there is none. Rejects with {@linkcode ObjectsUnavailableError}. */
  size(key: string): Promise<number | undefined>;
  /** The whole of it; only for what is known to be small enough. Rejects as `size` does, also if there is none. */
  read(key: string): Promise<Uint8Array<ArrayBuffer>>;
  write(key: string, bytes: Uint8Array, mediaType: string): Promise<void>;
  /** Does nothing where there is none. */
  remove(key: string): Promise<void>;
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

/** Names of our own making: no dots, so that no key leads out of a folder. */
const KEY = /^[A-Za-z0-9_-]{1,64}(\/[A-Za-z0-9_-]{1,64}){1,3}$/;

/** Throws on what is no key. */
export function checkKey(key: string): string {
  if (!KEY.test(key)) throw new TypeError("Cannot use the object store: this is no key");
  return key;
}
