/** Looks at a video and listens to it. */

/** What a frame is scaled to. */
const WIDTH = 320;
const HEIGHT = 180;
const RATE = 30;
const SAMPLE_RATE = 48_000;

export type Colour = "red" | "green" | "blue" | "white" | "other";

/** All frames of a video, small. */
export class Watched {
  private constructor(private readonly pixels: Uint8Array, readonly rate: number) {}

  /** `rate`: pictures a second that are looked at. */
  static async open(file: string, rate = RATE): Promise<Watched> {
    const looked = rate === RATE ? "" : `fps=${rate},`;
    const args = ["-i", file, "-vf", `${looked}scale=${WIDTH}:${HEIGHT}`, "-pix_fmt", "rgb24"];
    return new Watched(await output([...args, "-f", "rawvideo", "pipe:1"]), rate);
  }

  get frames(): number {
    return this.pixels.length / (WIDTH * HEIGHT * 3);
  }

  /** Place: in shares of the picture. */
  colour(frame: number, x: number, y: number): Colour {
    const pixel = Math.floor(y * HEIGHT) * WIDTH + Math.floor(x * WIDTH);
    const at = (frame * WIDTH * HEIGHT + pixel) * 3;
    const [red = 0, green = 0, blue = 0] = this.pixels.subarray(at, at + 3);
    if (Math.min(red, green, blue) > 170) return "white";
    if (red > 150 && green < 90 && blue < 90) return "red";
    if (green > 150 && red < 90 && blue < 90) return "green";
    if (blue > 150 && red < 90 && green < 90) return "blue";
    return "other";
  }

  /** First moment from which a place has a colour, in ms. */
  when(colour: Colour, fromMs: number, x: number, y: number): number | undefined {
    for (let frame = Math.ceil(fromMs * this.rate / 1_000); frame < this.frames; frame++) {
      if (this.colour(frame, x, y) === colour) return frame * 1_000 / this.rate;
    }
    return undefined;
  }
}

/** All sound of a video. */
export class Heard {
  private constructor(private readonly samples: Int16Array) {}

  static async open(file: string): Promise<Heard> {
    const args = ["-i", file, "-ac", "1", "-ar", `${SAMPLE_RATE}`, "-f", "s16le", "pipe:1"];
    const bytes = await output(args);
    return new Heard(new Int16Array(bytes.buffer, 0, Math.floor(bytes.length / 2)));
  }

  get durationMs(): number {
    return this.samples.length * 1_000 / SAMPLE_RATE;
  }

  /** How much of a tone there is, of full scale: Goertzel's algorithm. */
  tone(hz: number, fromMs: number, lengthMs: number): number {
    const from = Math.round(fromMs * SAMPLE_RATE / 1_000);
    const count = Math.round(lengthMs * SAMPLE_RATE / 1_000);
    const factor = 2 * Math.cos(2 * Math.PI * hz / SAMPLE_RATE);
    let [last, before] = [0, 0];
    for (let at = from; at < from + count; at++) {
      [last, before] = [(this.samples[at] ?? 0) / 32_768 + factor * last - before, last];
    }
    return 2 * Math.sqrt(last ** 2 + before ** 2 - factor * last * before) / count;
  }

  /** First moment from which a tone is heard, in ms. */
  when(hz: number, fromMs: number): number | undefined {
    for (let ms = fromMs; ms < this.durationMs; ms += 5) {
      if (this.tone(hz, ms, 10) > 0.02) return ms;
    }
    return undefined;
  }
}

async function output(args: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  const child = await new Deno.Command("ffmpeg", {
    args: ["-v", "error", "-nostdin", ...args],
    stdout: "piped",
    stderr: "piped",
  }).output();
  if (!child.success) throw new Error(new TextDecoder().decode(child.stderr));
  return child.stdout;
}
