/** How recorders made of browsers come to a file: by the browser itself, or from a screen that it draws on. */
import { chromium, type Page } from "playwright-core";
import { findCommand } from "../../lib/command.ts";
import { FRAME_RATE } from "./clips.ts";
import { handOver, startRecording } from "./page.ts";

export const SIZE = { width: 1_280, height: 720 } as const;
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--autoplay-policy=no-user-gesture-required",
];
/** What is asked of the tab's recorder at this size. */
const BITS_PER_SECOND = 2_500_000;

/** A page of a browser of its own that can be recorded, until it is disposed of. */
export interface RecordedPage extends AsyncDisposable {
  readonly page: Page;
  start(): Promise<void>;
  /** Ends the recording; the path of its file, which is the caller's. `url` takes what a page posts. */
  finish(url: string, posted: Promise<Uint8Array>): Promise<string>;
}

export type BrowserWay = () => Promise<RecordedPage>;

/** The browser encodes frames that it has anyway, by its fastest encoder (VP8), and draws on no screen. */
export const tabWay: BrowserWay = async () => {
  const args = [...FLAGS, "--headless=new", "--auto-accept-this-tab-capture"];
  const browser = await chromium.launch({ executablePath: executablePath(), args });
  const page = await browser.newPage({ viewport: SIZE });
  return {
    page,
    start: () =>
      page.evaluate(startRecording, {
        ...SIZE,
        frameRate: FRAME_RATE,
        bitsPerSecond: BITS_PER_SECOND,
      }),
    async finish(url, posted) {
      await page.evaluate(handOver, url);
      const path = await Deno.makeTempFile({ suffix: ".webm" });
      await Deno.writeFile(path, await posted);
      return path;
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
};

/**
 * As Jibri does it, and LiveKit's egress nearly so: a browser fills a virtual screen (Xvfb), which is
 * grabbed and encoded as H.264 with Jibri's settings for this size. Sound is left out, which they have
 * too, by a sound server and another encoder.
 */
export const screenWay: BrowserWay = async () => {
  const opened = new AsyncDisposableStack();
  const screen = new Deno.Command("Xvfb", {
    args: [
      "-displayfd",
      "1",
      "-nolisten",
      "tcp",
      "-screen",
      "0",
      `${SIZE.width}x${SIZE.height}x24`,
    ],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  opened.defer(() => ended(screen, "SIGTERM"));
  try {
    const display = `:${await firstLine(screen.stdout)}`;
    // Only the first window fills the screen.
    const context = await chromium.launchPersistentContext("", {
      executablePath: executablePath(),
      args: [
        ...FLAGS,
        "--kiosk",
        "--window-position=0,0",
        `--window-size=${SIZE.width},${SIZE.height}`,
      ],
      headless: false,
      viewport: null,
      env: { ...Deno.env.toObject(), DISPLAY: display },
    });
    opened.defer(() => context.close());
    const [page] = context.pages();
    if (!page) throw new Error("Cannot show anybody: the browser has opened no page");
    const path = await Deno.makeTempFile({ suffix: ".mp4" });
    let grabber: Deno.ChildProcess | undefined;
    opened.defer(async () => {
      if (grabber) await ended(grabber, "SIGKILL");
    });
    return {
      page,
      start: () => {
        grabber = new Deno.Command("ffmpeg", {
          args: grabbing(display, path),
          stdin: "null",
          stderr: "inherit",
        }).spawn();
        return Promise.resolve();
      },
      finish: async () => {
        if (grabber) await ended(grabber, "SIGINT");
        return path;
      },
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    };
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
};

const grabbing = (display: string, path: string): string[] => [
  ..."-v error -y -f x11grab -draw_mouse 0 -thread_queue_size 4096".split(" "),
  ...["-framerate", `${FRAME_RATE}`, "-video_size", `${SIZE.width}x${SIZE.height}`],
  ...["-i", `${display}.0+0,0`],
  ..."-c:v libx264 -preset veryfast -tune zerolatency -profile:v main -level 3.1".split(" "),
  ..."-pix_fmt yuv420p -crf 25 -maxrate 2976k -bufsize 5952k -g 60 -f mp4".split(" "),
  path,
];

function executablePath(): string {
  const path = findCommand("chromium") ?? findCommand("chromium-browser") ??
    findCommand("google-chrome");
  if (!path) throw new Error("Cannot compare: no chromium is on PATH");
  return path;
}

/** Signals it, unless it has gone by itself, and waits for its end. */
async function ended(child: Deno.ChildProcess, signal: Deno.Signal): Promise<void> {
  try {
    child.kill(signal);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // It has ended before.
  }
  await child.status;
}

async function firstLine(output: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let text = "";
  for await (const piece of output.pipeThrough(new TextDecoderStream())) {
    text += piece;
    const [line, rest] = text.split("\n");
    if (line !== undefined && rest !== undefined) return line;
  }
  throw new Error("Cannot open a virtual screen: Xvfb has ended");
}
