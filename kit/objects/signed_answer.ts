/** Answers to signed links, whoever has the bytes. */
import { rangeOf } from "./byte_range.ts";
import type { Grant } from "./folder_links.ts";
import type { Slice } from "./object_store.ts";

/** `open` is called where bytes are wanted, and not where none are. */
export function answerGrant(
  request: Request,
  { mediaType, disposition }: Pick<Grant, "mediaType" | "disposition">,
  sizeBytes: number,
  open: (slice: Slice) => ReadableStream<Uint8Array>,
): Response {
  const headers = {
    "content-type": mediaType,
    "content-disposition": disposition,
    "accept-ranges": "bytes",
    // Whatever it is, it must not act as a page of ours.
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-site",
    "referrer-policy": "no-referrer",
    "cache-control": "private, no-store",
  };
  const range = rangeOf(request.headers.get("range"), sizeBytes);
  if (range === "unsatisfiable") {
    const none = { "content-range": `bytes */${sizeBytes}` };
    return new Response(null, { status: 416, headers: none });
  }
  if (!range) {
    const whole = open({ start: 0, length: sizeBytes });
    return new Response(whole, { headers: { ...headers, "content-length": `${sizeBytes}` } });
  }
  const { start, end } = range;
  const length = end - start + 1;
  return new Response(open({ start, length }), {
    status: 206,
    headers: {
      ...headers,
      "content-length": `${length}`,
      "content-range": `bytes ${start}-${end}/${sizeBytes}`,
    },
  });
}
