import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "../clock.ts";
import {
  checkKey,
  type GetOptions,
  type ObjectStore,
  ObjectsUnavailableError,
  type PutOptions,
  type SignedRequest,
} from "./object_store.ts";

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

/** What a signed URL allows. */
interface Grant {
  use: "get" | "put";
  key: string;
  expiresAt: number;
  /** Of a `put`. */
  sizeBytes: number;
  /** Of a `get`. */
  mediaType: string;
  disposition: string;
}

/** Objects as files, for one machine or a folder that all machines share. Serves its own signed URLs. */
export class FolderStore implements ObjectStore {
  readonly #options: FolderStoreOptions;
  readonly #key: Uint8Array;

  constructor(options: FolderStoreOptions) {
    this.#options = options;
    this.#key = createHmac("sha256", options.secret).update("parley:objects").digest();
  }

  presignPut(key: string, { sizeBytes, ttlMs }: PutOptions): Promise<SignedRequest> {
    const url = this.#sign({ use: "put", key, sizeBytes, mediaType: "", disposition: "", ttlMs });
    const headers = { "content-type": "application/octet-stream" };
    return Promise.resolve({ method: "PUT", url, headers });
  }

  presignGet(key: string, { mediaType, disposition, ttlMs }: GetOptions): Promise<string> {
    return Promise.resolve(
      this.#sign({ use: "get", key, sizeBytes: 0, mediaType, disposition, ttlMs }),
    );
  }

  size(key: string): Promise<number | undefined> {
    return this.#unlessMissing(async () => (await Deno.stat(this.#path(key))).size);
  }

  async read(key: string): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.#unlessMissing(() => Deno.readFile(this.#path(key)));
    if (!bytes) throw new ObjectsUnavailableError("there is no such object");
    return bytes;
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    await this.#store(key, new Blob([new Uint8Array(bytes)]).stream(), bytes.length);
  }

  async remove(key: string): Promise<void> {
    await this.#unlessMissing(() => Deno.remove(this.#path(key)));
  }

  /** Answers a signed URL. */
  async serve(request: Request): Promise<Response> {
    const grant = this.#grantOf(new URL(request.url));
    if (!grant) return new Response("This link is wrong or has expired", { status: 403 });
    if (request.method === "PUT" && grant.use === "put") return await this.#receive(request, grant);
    if (request.method === "GET" && grant.use === "get") return await this.#send(grant);
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

  async #send({ key, mediaType, disposition }: Grant): Promise<Response> {
    const file = await this.#unlessMissing(() => Deno.open(this.#path(key)));
    if (!file) return new Response("There is no such file any more", { status: 404 });
    const { size } = await file.stat();
    return new Response(file.readable, {
      headers: {
        "content-type": mediaType,
        "content-length": `${size}`,
        "content-disposition": disposition,
        // Whatever it is, it must not act as a page of ours.
        "content-security-policy": "sandbox; default-src 'none'",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-site",
        "referrer-policy": "no-referrer",
        "cache-control": "private, no-store",
      },
    });
  }

  /** Complete at once or not at all; false if it has not exactly that many bytes. */
  async #store(
    key: string,
    body: ReadableStream<Uint8Array<ArrayBuffer>>,
    sizeBytes: number,
  ): Promise<boolean> {
    const path = this.#path(key);
    const partial = `${path}.${crypto.randomUUID()}${PARTIAL_SUFFIX}`;
    let written = 0;
    const bounded = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        written += chunk.length;
        if (written > sizeBytes) return controller.terminate();
        controller.enqueue(chunk);
      },
    });
    try {
      await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      const file = await Deno.open(partial, { write: true, createNew: true, mode: 0o600 });
      await body.pipeThrough(bounded).pipeTo(file.writable);
      if (written !== sizeBytes) {
        await Deno.remove(partial);
        return false;
      }
      await Deno.rename(partial, path);
      return true;
    } catch (error) {
      await Deno.remove(partial).catch(() => {});
      throw unavailable(error);
    }
  }

  async #unlessMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw unavailable(error);
    }
  }

  #path(key: string): string {
    return `${this.#options.folder}/${checkKey(key)}`;
  }

  #sign({ ttlMs, ...grant }: Omit<Grant, "expiresAt"> & { ttlMs: number }): string {
    checkKey(grant.key);
    const full: Grant = { ...grant, expiresAt: Math.round(this.#options.clock.wallMs() + ttlMs) };
    const query = new URLSearchParams({
      use: full.use,
      expires: `${full.expiresAt}`,
      ...(full.use === "put" && { size: `${full.sizeBytes}` }),
      ...(full.use === "get" && { type: full.mediaType, disposition: full.disposition }),
      signature: this.#signature(full),
    });
    return `${this.#options.url}/${full.key}?${query}`;
  }

  #grantOf(url: URL): Grant | undefined {
    const { clock } = this.#options;
    const query = url.searchParams;
    const use = query.get("use");
    if (use !== "get" && use !== "put") return undefined;
    const [, key = ""] = /\/objects\/(.*)$/.exec(url.pathname) ?? [];
    const grant: Grant = {
      use,
      key,
      expiresAt: Number(query.get("expires")),
      sizeBytes: Number(query.get("size")),
      mediaType: query.get("type") ?? "",
      disposition: query.get("disposition") ?? "",
    };
    const given = new TextEncoder().encode(query.get("signature") ?? "");
    const wanted = new TextEncoder().encode(this.#signature(grant));
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
    return grant.expiresAt > clock.wallMs() ? grant : undefined;
  }

  #signature({ use, key, expiresAt, sizeBytes, mediaType, disposition }: Grant): string {
    const text = JSON.stringify([use, key, expiresAt, sizeBytes, mediaType, disposition]);
    return createHmac("sha256", this.#key).update(text).digest("base64url");
  }
}

function unavailable(error: unknown): ObjectsUnavailableError {
  if (error instanceof ObjectsUnavailableError) return error;
  const reason = error instanceof Error ? error.name : String(error); // A path says too much.
  return new ObjectsUnavailableError(reason, { cause: error });
}
