import { type RecordingId, RecordingId as RecordingIdSchema } from "../../../protocol/mod.ts";
import { FolderLinks, type FolderLinksOptions, type Grant } from "../folder_links.ts";
import {
  type GetOptions,
  type ObjectStore,
  ObjectsUnavailableError,
  type PutOptions,
  type SignedRequest,
  type Slice,
  type SourceStore,
  type StoredEntry,
  type WriteFileOptions,
} from "../object_store.ts";
import { answerGrant } from "../signed_answer.ts";
import type { KeyRing } from "./key_ring.ts";
import { CHUNK_BYTES, chunksOf, HEADER_BYTES, readHeader, sealedRange } from "./layout.ts";
import { ObjectSeal, SealBrokenError } from "./object_seal.ts";
import { writeFileSealed, writeSealed } from "./sealed_write.ts";

/** What is fetched, opened and sent at a time. */
const BLOCK_BYTES = 16 * CHUNK_BYTES;
/** Whoever is sent on to the inner store goes there at once. */
const PASSED_ON_MS = 60 * 1_000;
/**
 * Below a recording's prefix: what every reader compares with a sum that it has from elsewhere, so that it
 * may be there unsealed, from before its recorder was told to seal.
 */
const SUMMED = /^(parts\/|timeline$)/;

export interface SealedStoreOptions {
  readonly inner: SourceStore;
  readonly keys: KeyRing;
  /** Where {@linkcode SealedStore.serve} is reached; absent: links lead to the inner store. */
  readonly links?: FolderLinksOptions | undefined;
  /** Answers the inner store's own links, where it does not do so itself. */
  readonly serveInner?: ((request: Request) => Promise<Response>) | undefined;
}

/**
 * A store in which the objects of recordings that have keys are sealed ({@linkcode ./layout.ts}), and all
 * others as they are. Their links lead to us: only here they can be opened. Besides what every store
 * rejects with, reading rejects with `SealBrokenError`, and all of it with `ObjectsUnavailableError` where
 * a key is not at hand. Sizes that `list` tells are those of sealed objects.
 */
export class SealedStore implements ObjectStore {
  readonly #inner: SourceStore;
  readonly #keys: KeyRing;
  readonly #links: FolderLinks | undefined;
  readonly #serveInner: SealedStoreOptions["serveInner"];

  constructor({ inner, keys, links, serveInner }: SealedStoreOptions) {
    this.#inner = inner;
    this.#serveInner = serveInner;
    this.#keys = keys;
    this.#links = links && new FolderLinks(links);
  }

  presignPut(key: string, options: PutOptions): Promise<SignedRequest> {
    return this.#inner.presignPut(key, options);
  }

  /** Whether it is sealed is found out when somebody comes by the link. */
  presignGet(key: string, options: GetOptions): Promise<string> {
    if (!this.#links || !placeOf(key)) return this.#inner.presignGet(key, options);
    return Promise.resolve(this.#links.sign({ use: "get", key, sizeBytes: 0, ...options }));
  }

  async size(key: string): Promise<number | undefined> {
    const size = await this.#inner.size(key);
    if (size === undefined || !await this.#mayBeSealed(key)) return size;
    return (await this.#sealOf(key))?.sizeBytes ?? size;
  }

  async read(key: string): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.#inner.read(key);
    // A key that was told late is looked for when the first object names it.
    if (!readHeader(bytes) && !await this.#mayBeSealed(key)) return bytes;
    const seal = await this.#sealOf(key, bytes);
    return seal ? await seal.openAll(bytes) : bytes;
  }

  async readRange(key: string, slice: Slice): Promise<Uint8Array<ArrayBuffer>> {
    if (!await this.#mayBeSealed(key)) return await this.#inner.readRange(key, slice);
    const seal = await this.#sealOf(key);
    return seal ? await this.#open(key, seal, slice) : await this.#inner.readRange(key, slice);
  }

  async write(key: string, bytes: Uint8Array, mediaType: string): Promise<void> {
    const dataKey = await this.#keyFor(key);
    if (!dataKey) return await this.#inner.write(key, bytes, mediaType);
    await writeSealed(this.#inner, dataKey, key, new Uint8Array(bytes), mediaType);
  }

  async writeFile(key: string, path: string, options: WriteFileOptions): Promise<void> {
    const dataKey = await this.#keyFor(key);
    if (!dataKey) return await this.#inner.writeFile(key, path, options);
    await writeFileSealed(this.#inner, dataKey, key, path, options);
  }

  list(prefix: string): AsyncIterable<StoredEntry> {
    return this.#inner.list(prefix);
  }

  remove(key: string): Promise<void> {
    return this.#inner.remove(key);
  }

  removeAll(prefix: string): Promise<void> {
    return this.#inner.removeAll(prefix);
  }

  /** Answers a link; what is not sealed is the inner store's, and so are links that are not ours. */
  async serve(request: Request): Promise<Response> {
    const grant = this.#links?.grantOf(new URL(request.url));
    try {
      const answer = grant?.use === "get" && request.method === "GET" &&
        await this.#serveSealed(request, grant);
      if (answer) return answer;
      if (this.#serveInner) return await this.#serveInner(request);
      if (!grant) return new Response("This link is wrong or has expired", { status: 403 });
      if (request.method !== "GET") return new Response("Not with this link", { status: 405 });
      const { key, mediaType, disposition } = grant;
      const options = { mediaType, disposition, ttlMs: PASSED_ON_MS };
      return Response.redirect(await this.#inner.presignGet(key, options), 302);
    } catch (error) {
      if (error instanceof SealBrokenError) return gone();
      if (!(error instanceof ObjectsUnavailableError)) throw error;
      return new Response("This can't be fetched just now", { status: 503 });
    }
  }

  async #serveSealed(request: Request, grant: Grant): Promise<Response | undefined> {
    const { key } = grant;
    if (!await this.#mayBeSealed(key)) return undefined;
    if (await this.#inner.size(key) === undefined) return gone();
    const seal = await this.#sealOf(key);
    return seal &&
      answerGrant(request, grant, seal.sizeBytes, (slice) => this.#stream(key, seal, slice));
  }

  async #mayBeSealed(key: string): Promise<boolean> {
    const place = placeOf(key);
    return place !== undefined && await this.#keys.isSealed(place.recordingId);
  }

  async #keyFor(key: string) {
    const place = placeOf(key);
    return place && await this.#keys.forWriting(place.recordingId);
  }

  /** Of an object of a recording that has keys; `undefined`: it may be, and is, as it is. */
  async #sealOf(key: string, known?: Uint8Array): Promise<ObjectSeal | undefined> {
    const place = placeOf(key);
    if (!place) return undefined;
    const start = { start: 0, length: HEADER_BYTES };
    const header = readHeader(known ?? await this.#inner.readRange(key, start));
    if (header) {
      const dataKey = await this.#keys.named(place.recordingId, header.keyId);
      return await ObjectSeal.of(dataKey, key, header);
    }
    if (SUMMED.test(place.name)) return undefined;
    throw new SealBrokenError("it is not sealed, as all else of its recording is");
  }

  async #open(key: string, seal: ObjectSeal, { start, length }: Slice) {
    const chunks = chunksOf(seal.sizeBytes, start, length);
    if (!chunks) return new Uint8Array();
    const range = sealedRange(seal.sizeBytes, chunks);
    const opened = await seal.open(await this.#inner.readRange(key, range), chunks);
    const from = start - chunks.first * CHUNK_BYTES;
    return opened.subarray(from, from + length);
  }

  /** Read no faster than it is taken. What is broken ends it before its time, which receivers notice. */
  #stream(key: string, seal: ObjectSeal, { start, length }: Slice): ReadableStream<Uint8Array> {
    let at = start;
    const end = start + length;
    return new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        if (at >= end) return controller.close();
        // Blocks end where chunks do, so that none is fetched twice.
        const until = Math.min(end, (Math.floor(at / BLOCK_BYTES) + 1) * BLOCK_BYTES);
        const bytes = await this.#open(key, seal, { start: at, length: until - at });
        at += bytes.length;
        controller.enqueue(bytes);
      },
    }, { highWaterMark: 1 });
  }
}

/** Whose an object is; `undefined`: no recording's. */
function placeOf(key: string): { recordingId: RecordingId; name: string } | undefined {
  const [, id, name] = /^recordings\/([^/]+)\/(.+)$/.exec(key) ?? [];
  const recordingId = RecordingIdSchema.safeParse(id).data;
  return recordingId === undefined || name === undefined ? undefined : { recordingId, name };
}

const gone = () => new Response("There is no such file any more", { status: 404 });
