/** What a file is, by its first bytes; never by its name or what its sender says. Pure. */

/** Bytes from the start that decide. */
const HEAD_BYTES = 4_096;

/** By signature, from the file's first byte unless said otherwise. */
const SIGNATURES: readonly { mediaType: string; matches: (head: string) => boolean }[] = [
  { mediaType: "image/png", matches: (head) => head.startsWith("\x89PNG\r\n\x1a\n") },
  { mediaType: "image/jpeg", matches: (head) => head.startsWith("\xff\xd8\xff") },
  { mediaType: "image/gif", matches: (head) => /^GIF8[79]a/.test(head) },
  { mediaType: "image/webp", matches: (head) => /^RIFF[^]{4}WEBP/.test(head) },
  { mediaType: "audio/wav", matches: (head) => /^RIFF[^]{4}WAVE/.test(head) },
  { mediaType: "application/pdf", matches: (head) => head.startsWith("%PDF-") },
  // Office documents too: what is in an archive is nobody's business here but the scanner's.
  { mediaType: "application/zip", matches: (head) => head.startsWith("PK\x03\x04") },
  { mediaType: "audio/ogg", matches: (head) => head.startsWith("OggS") },
  { mediaType: "audio/mpeg", matches: (head) => /^(ID3|\xff[\xfb\xf3\xf2])/.test(head) },
  { mediaType: "audio/flac", matches: (head) => head.startsWith("fLaC") },
  {
    mediaType: "video/mp4",
    matches: (head) => /^[^]{4}ftyp(isom|iso[2-9]|mp4[12]|avc1|M4[AV] |dash|qt {2})/.test(head),
  },
  {
    mediaType: "video/webm",
    matches: (head) => head.startsWith("\x1a\x45\xdf\xa3") && head.slice(0, 64).includes("webm"),
  },
];

/** A media type that may be shared; `undefined`: none of those. */
export function sniff(bytes: Uint8Array): string | undefined {
  // One letter a byte; the platform's "latin1" is another encoding.
  const head = String.fromCharCode(...bytes.subarray(0, HEAD_BYTES));
  const found = SIGNATURES.find(({ matches }) => matches(head));
  return found?.mediaType ?? (isText(bytes) ? "text/plain" : undefined);
}

/** Text of any kind, HTML and scripts too: it is served as plain text. */
function isText(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    // deno-lint-ignore no-control-regex -- The controls are what is looked for.
    return !/[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text);
  } catch {
    return false;
  }
}
