/**
 * A camera that shows somebody who is drawn, before stripes that a blur wipes out, and what can be read
 * from the page's own picture of them.
 */
import type { BrowserContext, Page } from "playwright-core";
import { drawnPerson } from "../../ui/processing/testing/drawn_person.ts";

/** What the page shows of its own picture. */
export interface Seen {
  /** How much neighbouring stripes of the background differ, 0 to 255. */
  readonly contrast: number;
  /** Mean colours of the background's upper left, and of the face. */
  readonly behind: readonly number[];
  readonly face: readonly number[];
  /** Pictures that were shown so far. */
  readonly frames: number;
}

declare global {
  var __drawnPerson: typeof drawnPerson;
}

/**
 * Cameras of this profile show the drawn person, with this many pixels, five times a second: a busy machine
 * has time to treat them all.
 */
export async function installDrawnCamera(
  context: BrowserContext,
  size = { width: 640, height: 360 },
): Promise<void> {
  await context.addInitScript({ content: `globalThis.__drawnPerson = ${drawnPerson};` });
  await context.addInitScript(({ width, height }) => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async ({ audio, video } = {}) => {
      const stream = audio ? await real({ audio }) : new MediaStream();
      if (video) { for (const track of camera()) stream.addTrack(track); }
      return stream;
    };
    let drawn: ImageData | undefined;

    function picture(): ImageData {
      if (drawn) return drawn;
      drawn = new ImageData(width, height);
      for (let n = 0; n < width * height; n++) {
        const x = n % width / width * 256;
        const y = Math.floor(n / width) / height * 144;
        const stripe = x % 8 < 4 ? [40, 70, 60] : [200, 190, 170];
        drawn.data.set([...globalThis.__drawnPerson(x, y) ?? stripe, 255], n * 4);
      }
      return drawn;
    }

    function camera(): MediaStreamTrack[] {
      const canvas = Object.assign(document.createElement("canvas"), { width, height });
      const context = canvas.getContext("2d");
      let shift = 0;
      setInterval(() => {
        context?.putImageData(picture(), 0, 0);
        context?.fillRect(width - 4, shift++ % height, 2, 2); // A camera never shows the same twice.
      }, 200);
      return canvas.captureStream().getVideoTracks();
    }
  }, size);
}

/** What a player of the page shows now. */
export async function see(page: Page, selector: string): Promise<Seen> {
  return await page.locator(selector).evaluate((video: HTMLVideoElement) => {
    const [width, height] = [256, 144];
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d");
    context?.drawImage(video, 0, 0, width, height);
    const data = context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
    const red = (x: number, y: number) => data[(y * width + x) * 4] ?? 0;
    const mean = (left: number, top: number, size: number) => {
      const sum = [0, 0, 0];
      for (let n = 0; n < size * size; n++) {
        const at = ((top + Math.floor(n / size)) * width + left + n % size) * 4;
        for (let channel = 0; channel < 3; channel++) {
          sum[channel] = (sum[channel] ?? 0) + (data[at + channel] ?? 0) / size / size;
        }
      }
      return sum;
    };
    let contrast = 0;
    for (let x = 8; x < 56; x++) contrast += Math.abs(red(x, 30) - red(x + 4, 30)) / 48;
    return {
      contrast,
      behind: mean(8, 8, 16),
      face: mean(124, 68, 8),
      frames: video.getVideoPlaybackQuality().totalVideoFrames,
    };
  });
}
