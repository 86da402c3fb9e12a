/** Small pictures of pictures, made by ffmpeg: a program of its own, since decoders have faults. */
import { type Clock, systemClock } from "../../../kit/mod.ts";

export const THUMBNAIL_TYPE = "image/webp";
const SIDE_MAX = 480;
const TIMEOUT_MS = 10_000;
const THUMBNAIL_BYTES_MAX = 512 * 1024;

/** The demuxer is named, so that no content can choose one that opens files or addresses. */
const DEMUXERS: Readonly<Record<string, string>> = {
  "image/png": "png_pipe",
  "image/jpeg": "jpeg_pipe",
  "image/gif": "gif",
  "image/webp": "webp_pipe",
};

/** Resolves to the small picture; to nothing where none can be made. Never rejects. */
export type MakeThumbnail = (
  bytes: Uint8Array,
  mediaType: string,
) => Promise<Uint8Array | undefined>;

export function createThumbnails(ffmpeg: string, clock: Clock = systemClock): MakeThumbnail {
  return async (bytes, mediaType) => {
    const demuxer = DEMUXERS[mediaType];
    if (demuxer === undefined) return undefined;
    try {
      return await run(ffmpeg, demuxer, bytes, clock);
    } catch {
      return undefined; // It is no longer there, or it closed its input early.
    }
  };
}

async function run(
  ffmpeg: string,
  demuxer: string,
  bytes: Uint8Array,
  clock: Clock,
): Promise<Uint8Array | undefined> {
  const side = `min(${SIDE_MAX},`;
  const child = new Deno.Command(ffmpeg, {
    args: [
      ...["-v", "error", "-nostdin", "-protocol_whitelist", "pipe", "-threads", "1"],
      ...["-f", demuxer, "-i", "pipe:0", "-frames:v", "1", "-map_metadata", "-1"],
      "-vf",
      `scale=w='${side}iw)':h='${side}ih)':force_original_aspect_ratio=decrease`,
      ...["-c:v", "libwebp", "-f", "webp", "pipe:1"],
    ],
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const cancel = clock.after(TIMEOUT_MS, () => child.kill("SIGKILL"));
  try {
    const input = new Blob([new Uint8Array(bytes)]).stream().pipeTo(child.stdin).catch(() => {});
    const { success, stdout } = await child.output();
    await input;
    const isUsable = success && stdout.length > 0 && stdout.length <= THUMBNAIL_BYTES_MAX;
    return isUsable ? stdout : undefined;
  } finally {
    cancel();
  }
}
