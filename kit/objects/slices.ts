/** Parts of files. */
import type { Slice } from "./object_store.ts";

const CHUNK_BYTES = 64 * 1024;

/** At most so many bytes; fewer where the file ends before. */
export async function readSlice(
  file: Deno.FsFile,
  { start, length }: Slice,
): Promise<Uint8Array<ArrayBuffer>> {
  const { size } = await file.stat();
  const bytes = new Uint8Array(Math.max(0, Math.min(length, size - start)));
  file.seekSync(start, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < bytes.length) {
    const read = await file.read(bytes.subarray(filled));
    if (read === null) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}

/** As a stream that closes the file at its end. */
export function bytesOf(file: Deno.FsFile, { start, length }: Slice): ReadableStream<Uint8Array> {
  let left = length;
  return new ReadableStream({
    start: async () => void await file.seek(start, Deno.SeekMode.Start),
    async pull(controller) {
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, left));
      const read = left === 0 ? null : await file.read(chunk);
      if (read === null) {
        file.close();
        return controller.close();
      }
      left -= read;
      controller.enqueue(chunk.subarray(0, read));
    },
    cancel: () => file.close(),
  });
}
