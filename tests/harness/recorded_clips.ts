/**
 * People who can be told apart in a recording, and the second of each moment of theirs: a camera shows a
 * colour and the second as a number in black and white, a microphone plays a tone of the second's own.
 */
import { ivfFrames, parts, vp8Payloads } from "../../scripts/bench/recording/clip.ts";
import { findCommand } from "../../scripts/lib/command.ts";
import type { Colour } from "../../recorder/worker/testing/watch.ts";
import type { Clips } from "./participant.ts";

/** Numbers of seconds begin again after so many; no recorded meeting lasts as long. */
export const SECONDS = 64;
const BITS = Math.log2(SECONDS);
/** Tones are told apart less well: they begin again sooner. */
export const TONES = 8;
const TONE_STEP_HZ = 40;
const VOICE_KBPS = 32;
const VOICE_FRAME_MS = 20;
const VOICE_FRAME_BYTES = VOICE_KBPS * VOICE_FRAME_MS / 8;
const PICTURE = { width: 160, height: 90 } as const;
/** Where the number is, in shares of the picture: clear of initials and of the name below. */
const CELLS = { left: 0.05, width: 0.15, top: 0.2, height: 0.3 } as const;

export interface KnownPerson {
  readonly name: string;
  readonly colour: Extract<Colour, "red" | "blue">;
  /** Of the first second; each further one is a step higher. */
  readonly hz: number;
}

export const ANN: KnownPerson = { name: "Ann", colour: "red", hz: 500 };
export const BOB: KnownPerson = { name: "Bob", colour: "blue", hz: 1_500 };

export const toneOf = ({ hz }: KnownPerson, second: number): number =>
  hz + TONE_STEP_HZ * (second % TONES);

/** Where a picture says whose it is. */
export const COLOUR_AT = { x: 0.5, y: 0.12 } as const;

/** The middle of each digit, lowest first, in shares of the picture. */
export const DIGITS_AT = Array.from({ length: BITS }, (_, bit) => ({
  x: CELLS.left + (bit + 0.5) * CELLS.width,
  y: CELLS.top + CELLS.height / 2,
}));

/** What these people send, encoded once. */
export class RecordedClips {
  private constructor(
    private readonly made: ReadonlyMap<
      KnownPerson,
      { readonly pictures: readonly Uint8Array[]; readonly voice: readonly Uint8Array[] }
    >,
  ) {}

  static async make(): Promise<RecordedClips> {
    const folder = await Deno.makeTempDir({ prefix: "parley-clips-" });
    try {
      const made = [ANN, BOB].map(async (person) => ({
        person,
        pictures: await picturesOf(person, folder),
        voice: await voiceOf(person, folder),
      }));
      return new RecordedClips(
        new Map((await Promise.all(made)).map(({ person, ...clips }) => [person, clips])),
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }

  /** What somebody sends in a meeting that began at `startMs`, by `performance.now()`. */
  of(person: KnownPerson, startMs: number): Clips {
    const { pictures = [], voice = [] } = this.made.get(person) ?? {};
    return {
      cam: { startMs, payloadAt: (ms) => at(pictures, ms / 1_000) },
      mic: { startMs, payloadAt: (ms) => at(voice, ms / VOICE_FRAME_MS) },
    };
  }
}

function at(payloads: readonly Uint8Array[], place: number): Uint8Array {
  const payload = payloads[Math.floor(place) % payloads.length];
  if (!payload) throw new Error("Cannot send: the clip is empty");
  return payload;
}

/** One a second, each a key frame, so that nothing that is lost spoils the next. */
async function picturesOf({ name, colour }: KnownPerson, folder: string): Promise<Uint8Array[]> {
  const { width, height } = PICTURE;
  const cell = `w=${width * CELLS.width}:h=${height * CELLS.height}`;
  const digits = Array.from({ length: BITS }, (_, bit) => {
    const place = `x=${width * (CELLS.left + bit * CELLS.width)}:y=${height * CELLS.top}`;
    const isSet = `gte(mod(n\\,${2 ** (bit + 1)})\\,${2 ** bit})`;
    return `drawbox=${place}:${cell}:c=black:t=fill,` +
      `drawbox=${place}:${cell}:c=white:t=fill:enable='${isSet}'`;
  });
  const file = `${folder}/${name}.ivf`;
  await ffmpeg([
    ...["-i", `color=c=${colour}:s=${width}x${height}:r=1:d=${SECONDS}`, "-vf", digits.join(",")],
    ...["-c:v", "libvpx", "-force_key_frames", "expr:1", "-qmin", "20", "-qmax", "50"],
    ...["-f", "ivf", file],
  ]);
  const pictures = ivfFrames(await Deno.readFile(file)).map(vp8Payloads);
  if (pictures.length !== SECONDS || pictures.some(({ length }) => length !== 1)) {
    throw new Error(`Cannot use the pictures of ${name}: they have to be one packet each`);
  }
  return pictures.flat();
}

async function voiceOf({ name, hz }: KnownPerson, folder: string): Promise<Uint8Array[]> {
  const file = `${folder}/${name}.opus`;
  const tone = `0.4*sin(2*PI*(${hz}+${TONE_STEP_HZ}*floor(t))*t)`;
  await ffmpeg([
    ...["-i", `aevalsrc='${tone}':s=48000:d=${TONES}`, "-map", "0:a", "-ac", "2"],
    // At a constant rate each frame is as long as all others, so no container has to say.
    ...["-c:a", "libopus", "-vbr", "off", "-b:a", `${VOICE_KBPS}k`],
    ...["-frame_duration", `${VOICE_FRAME_MS}`, "-f", "data", file],
  ]);
  const frames = parts(await Deno.readFile(file), VOICE_FRAME_BYTES);
  // What the encoder adds for its own delay would put the next round out of step.
  return frames.slice(0, TONES * 1_000 / VOICE_FRAME_MS);
}

async function ffmpeg(args: readonly string[]): Promise<void> {
  const program = findCommand("ffmpeg");
  if (program === undefined) throw new Error("Cannot make known media: ffmpeg is missing");
  const { success, stderr } = await new Deno.Command(program, {
    args: ["-v", "error", "-nostdin", "-f", "lavfi", ...args],
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`Cannot encode: ${new TextDecoder().decode(stderr)}`);
}
