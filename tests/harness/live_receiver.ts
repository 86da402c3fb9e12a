/** A server that takes live streams, as ffmpeg plays one: what it sees now, and all that it got. */
import { findCommand } from "../../scripts/lib/command.ts";
import { freePort } from "../../scripts/native/ports.ts";

const LOOPBACK = "127.0.0.1";
const PICTURE = { width: 64, height: 36 } as const;
const PICTURE_BYTES = PICTURE.width * PICTURE.height * 3;
const RATE = 10;
/** One connection each: after it another ffmpeg listens. */
const AGAIN_MS = 100;

export type Seen = "red" | "blue" | "dark" | "other";

export interface LiveReceiverOptions {
  readonly protocol: "rtmp" | "srt";
  /** What one has to know to send there. */
  readonly key: string;
}

export class LiveReceiver implements AsyncDisposable {
  /** Where streams are sent to: a secret. */
  readonly address: string;
  readonly #listening: readonly string[];
  readonly #folder: string;
  #child: Deno.ChildProcess | undefined;
  #running: Promise<void> = Promise.resolve();
  #picture: Uint8Array | undefined;
  #files: string[] = [];
  /** Pictures since it began to listen. */
  pictures = 0;
  #isOn = false;

  private constructor(
    folder: string,
    { address, listening }: { address: string; listening: readonly string[] },
  ) {
    this.#folder = folder;
    this.address = address;
    this.#listening = listening;
  }

  static async start({ protocol, key }: LiveReceiverOptions): Promise<LiveReceiver> {
    const at = `${LOOPBACK}:${freePort(0)}`;
    const folder = await Deno.makeTempDir({ prefix: "parley-live-" });
    const receiver = new LiveReceiver(
      folder,
      protocol === "rtmp"
        ? {
          address: `rtmp://${at}/app/${key}`,
          listening: ["-listen", "1", "-f", "flv", "-i", `rtmp://${at}/app`],
        }
        : {
          address: `srt://${at}?streamid=publish&passphrase=${key}`,
          listening: ["-f", "mpegts", "-i", `srt://${at}?mode=listener&passphrase=${key}`],
        },
    );
    receiver.start();
    return receiver;
  }

  /** Listens, again and again, until it is told to stop. */
  start(): void {
    this.#isOn = true;
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#isOn = false;
    try {
      this.#child?.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await this.#running;
    this.#picture = undefined;
  }

  /** What is seen now at a place, in shares of the picture; `undefined`: nothing is. */
  sees(x: number, y: number): Seen | undefined {
    if (!this.#picture) return undefined;
    const at = (Math.floor(y * PICTURE.height) * PICTURE.width + Math.floor(x * PICTURE.width)) * 3;
    const [red = 0, green = 0, blue = 0] = this.#picture.subarray(at, at + 3);
    if (red > 150 && green < 90 && blue < 90) return "red";
    if (blue > 150 && red < 90 && green < 90) return "blue";
    return Math.max(red, green, blue) < 60 ? "dark" : "other";
  }

  /** All that came in one connection each, as it came. */
  get files(): readonly string[] {
    return this.#files;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await Deno.remove(this.#folder, { recursive: true });
  }

  async #run(): Promise<void> {
    while (this.#isOn) {
      const file = `${this.#folder}/${this.#files.length}.ts`;
      this.#files.push(file);
      const child = new Deno.Command(findCommand("ffmpeg") ?? "ffmpeg", {
        args: [
          ..."-hide_banner -nostdin -v error -y -fflags nobuffer".split(" "),
          ..."-analyzeduration 500000 -fpsprobesize 0".split(" "),
          ...this.#listening,
          ..."-map 0:v -map 0:a -c copy -f mpegts -flush_packets 1".split(" "),
          file,
          ...["-map", "0:v", "-vf", `fps=${RATE},scale=${PICTURE.width}:${PICTURE.height}`],
          ..."-pix_fmt rgb24 -f rawvideo -flush_packets 1 pipe:1".split(" "),
        ],
        stdin: "null",
        stdout: "piped",
        stderr: "null",
      }).spawn();
      this.#child = child;
      await this.#read(child.stdout);
      await child.status;
      this.#picture = undefined;
      if (this.#isOn) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const picture = new Uint8Array(PICTURE_BYTES);
    let filled = 0;
    for await (const bytes of stream) {
      for (let from = 0; from < bytes.length;) {
        const piece = bytes.subarray(from, from + PICTURE_BYTES - filled);
        picture.set(piece, filled);
        filled += piece.length;
        from += piece.length;
        if (filled < PICTURE_BYTES) break;
        this.#picture = picture.slice();
        this.pictures++;
        filled = 0;
      }
    }
  }
}
