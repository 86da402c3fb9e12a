import type { Slice } from "./object_store.ts";
import { readSlice } from "./slices.ts";

/** Bytes that can be read from anywhere, again and again, and stay the same. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** At most so many; fewer where the end is. */
  read(slice: Slice): Promise<Uint8Array<ArrayBuffer>>;
}

const CHUNK_BYTES = 256 * 1_024;

/** The file stays the caller's. */
export async function fileSource(file: Deno.FsFile): Promise<ByteSource> {
  const { size: sizeBytes } = await file.stat();
  let turn: Promise<unknown> = Promise.resolve();
  return {
    sizeBytes,
    read: (slice) => {
      // A file has one place at which it is read.
      const reading = turn.then(() => readSlice(file, slice));
      turn = reading.catch(() => {});
      return reading;
    },
  };
}

export function memorySource(bytes: Uint8Array<ArrayBuffer>): ByteSource {
  return {
    sizeBytes: bytes.length,
    read: ({ start, length }) => Promise.resolve(bytes.subarray(start, start + length)),
  };
}

/** From the first byte to the last. */
export async function* piecesOf(source: ByteSource): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let start = 0; start < source.sizeBytes;) {
    const bytes = await source.read({ start, length: CHUNK_BYTES });
    if (bytes.length === 0) return;
    yield bytes;
    start += bytes.length;
  }
}
