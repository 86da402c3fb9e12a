/** Links that a folder's objects are brought and fetched by: signed for one object, one use, a while. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "../clock.ts";
import { checkKey } from "./object_store.ts";

/** What a signed URL allows. */
export interface Grant {
  use: "get" | "put";
  key: string;
  expiresAt: number;
  /** Of a `put`. */
  sizeBytes: number;
  /** Of a `get`. */
  mediaType: string;
  disposition: string;
}

/**
 * Where control processes serve a folder's objects. Links name the path alone: the page that asked came by an
 * address of ours that works for it, which the public one need not (`scripts/dev` has two).
 */
export const OBJECTS_PATH = "/objects";

export interface FolderLinksOptions {
  /** Where the objects are served, without a slash at its end. */
  url: string;
  secret: string;
  clock: Clock;
}

export class FolderLinks {
  readonly #options: FolderLinksOptions;
  readonly #key: Uint8Array;

  constructor(options: FolderLinksOptions) {
    this.#options = options;
    this.#key = createHmac("sha256", options.secret).update("parley:objects").digest();
  }

  sign({ ttlMs, ...grant }: Omit<Grant, "expiresAt"> & { ttlMs: number }): string {
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

  /** `undefined`: nobody has signed this, or it has expired. */
  grantOf(url: URL): Grant | undefined {
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
    return grant.expiresAt > this.#options.clock.wallMs() ? grant : undefined;
  }

  #signature({ use, key, expiresAt, sizeBytes, mediaType, disposition }: Grant): string {
    const text = JSON.stringify([use, key, expiresAt, sizeBytes, mediaType, disposition]);
    return createHmac("sha256", this.#key).update(text).digest("base64url");
  }
}
