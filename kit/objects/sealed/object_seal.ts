import type { DataKey } from "./data_key.ts";
import {
  CHUNK_BYTES,
  chunkCount,
  type Chunks,
  type Header,
  HEADER_BYTES,
  nonceOf,
  SALT_BYTES,
  sealedChunkBytes,
  sealedSize,
  writeHeader,
} from "./layout.ts";

const PURPOSE = new TextEncoder().encode("parley sealed object 1\0");

/** What the store has is not what was sealed: cut, swapped, changed. Trying again does not help. */
export class SealBrokenError extends Error {
  override readonly name = "SealBrokenError";
  readonly code = "seal-broken";
  constructor(why: string, options?: ErrorOptions) {
    super(`Cannot open the object: ${why}`, options);
  }
}

/** Seals and opens the chunks of one object. Its key serves that object, under that name, alone. */
export class ObjectSeal {
  readonly header: Uint8Array<ArrayBuffer>;
  readonly sizeBytes: number;
  readonly #key: CryptoKey;

  private constructor(header: Uint8Array<ArrayBuffer>, sizeBytes: number, key: CryptoKey) {
    this.header = header;
    this.sizeBytes = sizeBytes;
    this.#key = key;
  }

  /** For a new object. */
  static make(dataKey: DataKey, name: string, sizeBytes: number): Promise<ObjectSeal> {
    const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
    return ObjectSeal.of(dataKey, name, { keyId: dataKey.id, salt, sizeBytes });
  }

  /** Of an object that has this header, by the data key that it names. */
  static async of({ secret }: DataKey, name: string, header: Header): Promise<ObjectSeal> {
    const bytes = writeHeader(header);
    const info = new Uint8Array([...PURPOSE, ...bytes, ...new TextEncoder().encode(name)]);
    const key = await crypto.subtle.deriveKey(
      { name: "HKDF", hash: "SHA-256", salt: header.salt, info },
      secret,
      { name: "AES-GCM", length: 256 },
      false,
      ["encrypt", "decrypt"],
    );
    return new ObjectSeal(bytes, header.sizeBytes, key);
  }

  get sealedBytes(): number {
    return sealedSize(this.sizeBytes);
  }

  /** `bytes`: the whole of these chunks. */
  async seal(bytes: Uint8Array<ArrayBuffer>, { first, last }: Chunks) {
    const sealed: Uint8Array[] = [];
    for (let chunk = first; chunk <= last; chunk++) {
      const at = (chunk - first) * CHUNK_BYTES;
      const piece = bytes.subarray(at, at + CHUNK_BYTES);
      sealed.push(
        new Uint8Array(await crypto.subtle.encrypt(this.#algorithm(chunk), this.#key, piece)),
      );
    }
    return joined(sealed);
  }

  /** The opposite. Rejects with {@linkcode SealBrokenError}. */
  async open(bytes: Uint8Array<ArrayBuffer>, { first, last }: Chunks) {
    const opened: Uint8Array[] = [];
    let at = 0;
    for (let chunk = first; chunk <= last; chunk++) {
      const length = sealedChunkBytes(this.sizeBytes, chunk);
      const piece = bytes.subarray(at, at += length);
      if (piece.length < length) throw new SealBrokenError("it was cut");
      opened.push(await this.#open(chunk, piece));
    }
    return joined(opened);
  }

  /** The whole object, for what fits into memory. */
  async sealAll(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    return joined([this.header, await this.seal(bytes, this.#all)]);
  }

  /** `bytes`: header and all. Rejects with {@linkcode SealBrokenError}. */
  async openAll(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    if (bytes.length !== this.sealedBytes) throw new SealBrokenError("its length is another");
    return await this.open(bytes.subarray(HEADER_BYTES), this.#all);
  }

  get #all(): Chunks {
    return { first: 0, last: chunkCount(this.sizeBytes) - 1 };
  }

  #algorithm(chunk: number): AesGcmParams {
    return { name: "AES-GCM", iv: nonceOf(chunk, chunk === chunkCount(this.sizeBytes) - 1) };
  }

  async #open(chunk: number, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    try {
      const opened = await crypto.subtle.decrypt(this.#algorithm(chunk), this.#key, bytes);
      return new Uint8Array(opened);
    } catch (error) {
      throw new SealBrokenError(`chunk ${chunk} is not what was sealed`, { cause: error });
    }
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
