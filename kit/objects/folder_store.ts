import { createHash } from "node:crypto";
import type { Clock } from "../clock.ts";
import { type ByteSource, fileSource, piecesOf } from "./byte_source.ts";
import { FolderLinks, type Grant } from "./folder_links.ts";
import {
  checkKey,
  checkPrefix,
  DamagedFileError,
  type GetOptions,
  ObjectsUnavailableError,
  type PutOptions,
  type SignedRequest,
  type Slice,
  type SourceStore,
  type StoredEntry,
  type WriteFileOptions,
} from "./object_store.ts";
import { answerGrant } from "./signed_answer.ts";
import { bytesOf, readSlice } from "./slices.ts";

/** Temporary names of uploads under way; no key has a dot. */
const PARTIAL_SUFFIX = ".part";

export interface FolderStoreOptions {
  /** Absolute path; made when it is first written to. */
  folder: string;
  /** Where {@linkcode FolderStore.serve} is reached, without a slash at its end. */
  url: string;
  /** Signs URLs; the same on all processes that share the folder. */
  secret: string;
  clock: Clock;
}

/** Objects as files, for one machine or a folder that all machines share. Serves its own signed URLs. */
export class FolderStore implements SourceStore {
  readonly #folder: string;
  readonly #links: FolderLinks;

  constructor({ folder, ...links }: FolderStoreOptions) {
    this.#folder = folder;
    this.#links = new FolderLinks(links);
  }

  presignPut(key: string, { sizeBytes, ttlMs }: PutOptions): Promise<SignedRequest> {
    const grant = { use: "put", key, sizeBytes, mediaType: "", disposition: "", ttlMs } as const;
    const headers = { "content-type": "application/octet-stream" };
    return Promise.resolve({ method: "PUT", url: this.#links.sign(grant), headers });
  }

  presignGet(key: string, { mediaType, disposition, ttlMs }: GetOptions): Promise<string> {
    const grant = { use: "get", key, sizeBytes: 0, mediaType, disposition, ttlMs } as const;
    return Promise.resolve(this.#links.sign(grant));
  }

  size(key: string): Promise<number | undefined> {
    return unlessMissing(async () => (await Deno.stat(this.#path(key))).size);
  }

  async read(key: string): Promise<Uint8Array<ArrayBuffer>> {
    return present(await unlessMissing(() => Deno.readFile(this.#path(key))));
  }

  async readRange(key: string, slice: Slice): Promise<Uint8Array<ArrayBuffer>> {
    return present(
      await unlessMissing(async () => {
        using file = await Deno.open(this.#path(key));
        return await readSlice(file, slice);
      }),
    );
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    await this.#store(key, new Blob([new Uint8Array(bytes)]).stream(), bytes.length);
  }

  async writeFile(key: string, path: string, options: WriteFileOptions): Promise<void> {
    let file: Deno.FsFile;
    try {
      file = await Deno.open(path);
    } catch (error) {
      throw unavailable(error);
    }
    using _ = file;
    await this.writeFrom(key, await fileSource(file), options);
  }

  async writeFrom(key: string, source: ByteSource, { sha256 }: WriteFileOptions): Promise<void> {
    const hash = createHash("sha256");
    const hashed = ReadableStream.from(piecesOf(source)).pipeThrough(
      new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform(chunk, controller) {
          hash.update(chunk);
          controller.enqueue(chunk);
        },
      }),
    );
    const isMeant = () => hash.digest("base64") === sha256;
    if (!await this.#store(key, hashed, source.sizeBytes, isMeant)) throw new DamagedFileError();
  }

  async *list(prefix: string): AsyncIterable<StoredEntry> {
    yield* this.#below(checkPrefix(prefix).slice(0, -1));
  }

  async remove(key: string): Promise<void> {
    await unlessMissing(() => Deno.remove(this.#path(key)));
  }

  async removeAll(prefix: string): Promise<void> {
    const folder = this.#path(checkPrefix(prefix).slice(0, -1));
    await unlessMissing(() => Deno.remove(folder, { recursive: true }));
  }

  /** Answers a signed URL. */
  async serve(request: Request): Promise<Response> {
    const grant = this.#links.grantOf(new URL(request.url));
    if (!grant) return new Response("This link is wrong or has expired", { status: 403 });
    if (request.method === "PUT" && grant.use === "put") return await this.#receive(request, grant);
    if (request.method === "GET" && grant.use === "get") return await this.#send(request, grant);
    return new Response("Not with this link", { status: 405 });
  }

  async #receive(request: Request, { key, sizeBytes }: Grant): Promise<Response> {
    const length = request.headers.get("content-length");
    if (length !== null && Number(length) !== sizeBytes) {
      await request.body?.cancel();
      return new Response(`The file should have ${sizeBytes} bytes`, { status: 413 });
    }
    const body = request.body ?? new Blob([]).stream();
    const isWhole = await this.#store(key, body, sizeBytes);
    return isWhole
      ? new Response(null, { status: 200 })
      : new Response(`The file should have ${sizeBytes} bytes`, { status: 413 });
  }

  async #send(request: Request, grant: Grant): Promise<Response> {
    const file = await unlessMissing(() => Deno.open(this.#path(grant.key)));
    if (!file) return new Response("There is no such file any more", { status: 404 });
    const { size } = await file.stat();
    let isOpen = false;
    const answer = answerGrant(request, grant, size, (slice) => {
      isOpen = true;
      return bytesOf(file, slice);
    });
    if (!isOpen) file.close();
    return answer;
  }

  /** Complete and on the disk at once or not at all; false if it is not as it should be. */
  async #store(
    key: string,
    body: ReadableStream<Uint8Array<ArrayBuffer>>,
    sizeBytes: number,
    isMeant = () => true,
  ): Promise<boolean> {
    const path = this.#path(key);
    const partial = `${path}.${crypto.randomUUID()}${PARTIAL_SUFFIX}`;
    let written = 0;
    try {
      await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      {
        using file = await Deno.open(partial, { write: true, createNew: true, mode: 0o600 });
        for await (const chunk of body) {
          written += chunk.length;
          if (written > sizeBytes) break; // That cancels the rest.
          await writeAll(file, chunk);
        }
        await file.sync(); // Whoever brought it may delete what it has.
      }
      if (written !== sizeBytes || !isMeant()) {
        await Deno.remove(partial);
        return false;
      }
      await Deno.rename(partial, path);
      return true;
    } catch (error) {
      // What was not read keeps its file open; what was is over, and says so.
      await body.cancel().catch(() => {});
      await Deno.remove(partial).catch(() => {});
      throw unavailable(error);
    }
  }

  async *#below(place: string): AsyncIterable<StoredEntry> {
    const names = await unlessMissing(() => Array.fromAsync(Deno.readDir(this.#path(place))));
    for (const { name, isDirectory, isFile } of names ?? []) {
      const key = `${place}/${name}`;
      if (isDirectory) yield* this.#below(key);
      if (!isFile || name.endsWith(PARTIAL_SUFFIX)) continue;
      const sizeBytes = await this.size(key);
      if (sizeBytes !== undefined) yield { key, sizeBytes };
    }
  }

  #path(key: string): string {
    return `${this.#folder}/${checkKey(key)}`;
  }
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

async function unlessMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw unavailable(error);
  }
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new ObjectsUnavailableError("there is no such object");
  return value;
}

function unavailable(error: unknown): ObjectsUnavailableError {
  if (error instanceof ObjectsUnavailableError) return error;
  const reason = error instanceof Error ? error.name : String(error); // A path says too much.
  return new ObjectsUnavailableError(reason, { cause: error });
}
