/** Measures a call from inside its page: frames on the screen, sound, signaling. */
import type { BrowserContext, Page } from "playwright-core";
import { plainDevices } from "./page_devices.ts";
import { type FramesProbe, type SeenFrame, watchFrames } from "./page_frames.ts";
import { type LinkProbe, type PageEvent, watchLink } from "./page_link.ts";
import { type Silence, type SoundProbe, watchSound, WORKLET_URL } from "./page_sound.ts";

declare global {
  var __probe: (FramesProbe & SoundProbe & LinkProbe) | undefined;
}

/** What cameras of measured pages take: two simulcast layers, at a known frame rate. */
export const CAMERA = { width: 640, height: 360, frameRate: 30 } as const;
/** The clocks of page and bench are compared so often; the quickest answer counts. */
const CLOCK_TRIES = 8;

/** Prepares a browser's profile; before its first page is opened. */
export async function installProbe(context: BrowserContext): Promise<void> {
  await context.addInitScript(plainDevices, { ...CAMERA });
  await context.addInitScript(watchFrames);
  await context.addInitScript(watchSound, { worklet: WORKLET_URL });
  await context.addInitScript(watchLink);
}

/** Epoch milliseconds as this process's monotonic clock counts them. */
export const epochMs = (): number => performance.timeOrigin + performance.now();

/** A page's probe; all times are those of this process's {@linkcode epochMs}. */
export class CallProbe {
  readonly #page: Page;
  /** What to add to our time to get the page's. */
  readonly #aheadMs: number;

  private constructor(page: Page, aheadMs: number) {
    this.#page = page;
    this.#aheadMs = aheadMs;
  }

  static async of(page: Page): Promise<CallProbe> {
    let best = { tookMs: Infinity, aheadMs: 0 };
    for (let i = 0; i < CLOCK_TRIES; i++) {
      const asked = epochMs();
      const theirs = await page.evaluate(() => globalThis.__probe?.now() ?? NaN);
      const tookMs = epochMs() - asked;
      if (tookMs < best.tookMs) best = { tookMs, aheadMs: theirs - asked - tookMs / 2 };
    }
    if (!Number.isFinite(best.aheadMs)) throw new Error("Cannot measure: the page has no probe");
    return new CallProbe(page, best.aheadMs);
  }

  /** Frames seen since `from`, by tile. */
  async frames(from: number): Promise<Map<string, SeenFrame[]>> {
    const frames = await this.#page.evaluate(
      (from) => globalThis.__probe?.frames(from) ?? {},
      from + this.#aheadMs,
    );
    const ours = (frame: SeenFrame): SeenFrame => ({
      ...frame,
      atMs: frame.atMs - this.#aheadMs,
      receivedMs: frame.receivedMs - this.#aheadMs,
    });
    return new Map(Object.entries(frames).map(([tile, frames]) => [tile, frames.map(ours)]));
  }

  /** Silences that ended after `from` or last; null before the first sound. */
  async silences(from: number): Promise<Silence[] | null> {
    const silences = await this.#page.evaluate(
      (from) => globalThis.__probe?.silences(from) ?? null,
      from + this.#aheadMs,
    );
    return silences && silences.map(([from, to]) => ({
      fromMs: from - this.#aheadMs,
      toMs: to - this.#aheadMs,
    }));
  }

  async events(from: number): Promise<PageEvent[]> {
    const events = await this.#page.evaluate(
      (from) => globalThis.__probe?.events(from) ?? [],
      from + this.#aheadMs,
    );
    return events.map(({ at, what }) => ({ at: at - this.#aheadMs, what }));
  }

  /** What the page's streams of video have come to, in words. */
  async streams(): Promise<string[]> {
    return await this.#page.evaluate(() => globalThis.__probe?.streams() ?? []);
  }

  /** The gateway its socket is on. */
  async gateway(): Promise<string | null> {
    return await this.#page.evaluate(() => globalThis.__probe?.gateway() ?? null);
  }

  /** Port of the media node its video comes from. */
  async mediaPort(): Promise<number | null> {
    return await this.#page.evaluate(() => globalThis.__probe?.mediaPort() ?? null);
  }
}
