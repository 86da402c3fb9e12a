/** What everybody sends: encoded once, by ffmpeg, and sent again and again. */
import { isKeyFrame, ivfFrames, parts, vp8Payloads } from "./clip.ts";

export const FRAME_RATE = 30;
/** As in Parley's own page: a second or two without a request for a key frame. */
export const KEY_EVERY_FRAMES = 60;
const CLIP_SECONDS = 6;
const VOICE_KBPS = 32;
export const VOICE_FRAME_MS = 20;
const VOICE_FRAME_BYTES = VOICE_KBPS * VOICE_FRAME_MS / 8;

/** Payloads of packets: a list for each picture, one for each 20 ms of sound. */
export interface Clips {
  /** 1280×720, 1 Mbit/s: what is recorded. */
  readonly large: readonly (readonly Uint8Array[])[];
  /** 640×360, 400 kbit/s: what a page asks for whose tiles are no larger. */
  readonly small: readonly (readonly Uint8Array[])[];
  /** 320×180, 150 kbit/s. */
  readonly tiny: readonly (readonly Uint8Array[])[];
  readonly voice: readonly Uint8Array[];
}

export async function makeClips(): Promise<Clips> {
  const folder = await Deno.makeTempDir({ prefix: "parley-clips-" });
  try {
    const picture = async (size: string, kbps: number) => {
      const file = `${folder}/${size}.ivf`;
      const source = `testsrc2=s=${size}:r=${FRAME_RATE}:d=${CLIP_SECONDS},noise=alls=6:allf=t`;
      const rate = `${kbps}k`;
      await ffmpeg([
        ...["-i", source, "-map", "0:v", "-c:v", "libvpx", "-deadline", "realtime"],
        ...["-cpu-used", "8", "-b:v", rate, "-minrate", rate, "-maxrate", rate],
        ...["-g", `${KEY_EVERY_FRAMES}`, "-keyint_min", `${KEY_EVERY_FRAMES}`, "-f", "ivf", file],
      ]);
      const frames = ivfFrames(await Deno.readFile(file));
      // Everybody begins at another place, which has to be one.
      const hasKeys = frames.every((frame, at) => at % KEY_EVERY_FRAMES > 0 || isKeyFrame(frame));
      if (!hasKeys) throw new Error("Cannot use the clip: a key frame is missing");
      return frames.map(vp8Payloads);
    };
    const large = await picture("1280x720", 1_000);
    const small = await picture("640x360", 400);
    const tiny = await picture("320x180", 150);
    const file = `${folder}/voice`;
    await ffmpeg([
      ...["-i", `sine=f=300:r=48000:d=${CLIP_SECONDS},tremolo=f=3`, "-map", "0:a", "-ac", "2"],
      // At a constant rate each frame is as long as all others, so no container has to say.
      ...["-c:a", "libopus", "-vbr", "off", "-b:a", `${VOICE_KBPS}k`],
      ...["-frame_duration", `${VOICE_FRAME_MS}`, "-f", "data", file],
    ]);
    return { large, small, tiny, voice: parts(await Deno.readFile(file), VOICE_FRAME_BYTES) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function ffmpeg(args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("ffmpeg", {
    args: ["-v", "error", "-nostdin", "-f", "lavfi", ...args],
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`Cannot encode: ${new TextDecoder().decode(stderr)}`);
}
