import { createHash } from "node:crypto";
import { type ByteSource, fileSource, memorySource, piecesOf } from "../byte_source.ts";
import { DamagedFileError, type SourceStore, type WriteFileOptions } from "../object_store.ts";
import type { DataKey } from "./data_key.ts";
import { CHUNK_BYTES, chunkCount, HEADER_BYTES, TAG_BYTES } from "./layout.ts";
import { ObjectSeal } from "./object_seal.ts";

/** Up to this a file is sealed in memory, once; larger ones twice, for their sum and on their way. */
const AT_ONCE_BYTES = 16 * 1_024 ** 2;

/** As `ObjectStore.writeFile`, sealed. `sha256` is of the file as it is here. */
export async function writeFileSealed(
  store: SourceStore,
  dataKey: DataKey,
  key: string,
  path: string,
  { sha256, mediaType }: WriteFileOptions,
): Promise<void> {
  using file = await Deno.open(path);
  const plain = await fileSource(file);
  const seal = await ObjectSeal.make(dataKey, key, plain.sizeBytes);
  if (plain.sizeBytes <= AT_ONCE_BYTES) {
    const bytes = await plain.read({ start: 0, length: plain.sizeBytes });
    if (sumOf(bytes) !== sha256) throw new DamagedFileError();
    const sealed = await seal.sealAll(bytes);
    return await store.writeFrom(key, memorySource(sealed), { sha256: sumOf(sealed), mediaType });
  }
  const sealed = sealedSource(plain, seal);
  const [inside, outside] = [createHash("sha256"), createHash("sha256")];
  for await (const bytes of piecesOf(plain)) inside.update(bytes);
  if (inside.digest("base64") !== sha256) throw new DamagedFileError();
  for await (const bytes of piecesOf(sealed)) outside.update(bytes);
  await store.writeFrom(key, sealed, { sha256: outside.digest("base64"), mediaType });
}

export async function writeSealed(
  store: SourceStore,
  dataKey: DataKey,
  key: string,
  bytes: Uint8Array<ArrayBuffer>,
  mediaType: string,
): Promise<void> {
  const seal = await ObjectSeal.make(dataKey, key, bytes.length);
  const sealed = await seal.sealAll(bytes);
  await store.writeFrom(key, memorySource(sealed), { sha256: sumOf(sealed), mediaType });
}

/**
 * What a source looks like sealed, made where it is read. A chunk that is read again comes out the same,
 * for a source stays the same: one nonce never serves two texts.
 */
function sealedSource(plain: ByteSource, seal: ObjectSeal): ByteSource {
  const step = CHUNK_BYTES + TAG_BYTES;
  const lastChunk = chunkCount(plain.sizeBytes) - 1;
  return {
    sizeBytes: seal.sealedBytes,
    async read({ start, length }) {
      const end = Math.min(start + length, seal.sealedBytes);
      if (end <= start) return new Uint8Array();
      const first = Math.max(0, Math.floor((start - HEADER_BYTES) / step));
      const last = Math.min(lastChunk, Math.floor((end - 1 - HEADER_BYTES) / step));
      const from = HEADER_BYTES + first * step;
      const range = { start: first * CHUNK_BYTES, length: (last - first + 1) * CHUNK_BYTES };
      const body = end <= HEADER_BYTES
        ? new Uint8Array()
        : await seal.seal(await plain.read(range), { first, last });
      const whole = new Uint8Array(end - start);
      if (start < HEADER_BYTES) whole.set(seal.header.subarray(start, end));
      const into = Math.max(0, from - start);
      whole.set(body.subarray(Math.max(0, start - from), end - from), into);
      return whole;
    },
  };
}

const sumOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("base64");
