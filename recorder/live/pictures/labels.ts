import type { Clock } from "../../../kit/mod.ts";
import { colourOf, labelOf } from "../../worker/labels.ts";
import { LABEL_AGAIN_MS, LABEL_MS, LABELS_MAX } from "../limits.ts";
import { type Colour, colourOfRgb } from "./i420.ts";

/** How high names stand, in pixels, and how much of that is letters. */
export const LABEL_HEIGHT = 28;
const FONT_PX = 18;
const MARGIN = 8;

/** A name, as how thick its white is in each pixel. */
export interface Label {
  readonly width: number;
  readonly height: number;
  readonly mask: Uint8Array;
}

export interface LabelsOptions {
  readonly ffmpeg: string;
  /** Of its own; names are there for as long as they are drawn. */
  readonly folder: string;
  /** Default: the system's sans serif. */
  readonly font: string | undefined;
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}

/** Names as pictures, drawn once each and one after the other by ffmpeg: a tile has none until its is there. */
export class Labels {
  readonly #options: LabelsOptions;
  /** By name and room; `undefined`: it is being drawn. */
  readonly #known = new Map<string, Label | undefined>();
  #drawing: Promise<void> = Promise.resolve();
  #drawn = 0;

  constructor(options: LabelsOptions) {
    this.#options = options;
  }

  /** `widthMax`: of the tile, in pixels. */
  of(name: string, widthMax: number): Label | undefined {
    const text = labelOf(name, widthMax - 2 * MARGIN, FONT_PX);
    const key = `${widthMax} ${text}`;
    if (this.#known.has(key)) return this.#known.get(key);
    const [oldest] = this.#known.keys();
    if (this.#known.size >= LABELS_MAX && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(key, undefined);
    this.#drawing = this.#drawing.then(() => this.#keep(key, text, widthMax));
    return undefined;
  }

  /** One that can't be drawn is tried again in a while. */
  async #keep(key: string, text: string, widthMax: number): Promise<void> {
    const { clock, onFault } = this.#options;
    try {
      this.#known.set(key, await this.#draw(text, widthMax));
    } catch (error) {
      onFault(error);
      clock.after(LABEL_AGAIN_MS, () => this.#known.delete(key));
    }
  }

  async #draw(text: string, widthMax: number): Promise<Label> {
    const { ffmpeg, folder, font } = this.#options;
    const [width, height] = [widthMax - widthMax % 2, LABEL_HEIGHT];
    const file = `${folder}/label-${this.#drawn++}.txt`;
    await Deno.writeTextFile(file, text, { mode: 0o600 });
    try {
      const { success, stdout } = await new Deno.Command(ffmpeg, {
        args: labelArgs({ width, height, file, font }),
        clearEnv: true,
        env: { LC_ALL: "C.UTF-8" },
        stdin: "null",
        stderr: "null",
        signal: AbortSignal.timeout(LABEL_MS),
      }).output();
      if (!success || stdout.length !== width * height) {
        throw new Error("Cannot draw a name: ffmpeg made no picture of it");
      }
      return cropped(stdout, width, height);
    } finally {
      await Deno.remove(file).catch(() => {});
    }
  }
}

/** The colour that stands for somebody, as the page and recordings have it. */
export const personColour = (peerId: string): Colour => colourOfRgb(Number(colourOf(peerId)));

function labelArgs(
  { width, height, file, font }: {
    width: number;
    height: number;
    file: string;
    font: string | undefined;
  },
): string[] {
  const text = `drawtext=textfile=${file}:expansion=none:fontcolor=white:fontsize=${FONT_PX}` +
    `:x=${MARGIN}:y=(h-text_h)/2${font === undefined ? "" : `:fontfile=${font}`}`;
  return [
    ..."-hide_banner -nostdin -v error -f lavfi -i".split(" "),
    `color=black:s=${width}x${height},format=gray,${text}`,
    ..."-frames:v 1 -pix_fmt gray -f rawvideo pipe:1".split(" "),
  ];
}

/** Without what is empty at its right, of an even width. */
function cropped(mask: Uint8Array, width: number, height: number): Label {
  let last = 0;
  for (let at = 0; at < mask.length; at++) {
    const thick = thickness(mask[at] ?? 0);
    mask[at] = thick;
    if (thick > 0) last = Math.max(last, at % width);
  }
  const needed = Math.min(width, last + MARGIN + 2);
  const kept = needed - needed % 2;
  const rows = Array.from(
    { length: height },
    (_, row) => mask.subarray(row * width, row * width + kept),
  );
  const label = new Uint8Array(kept * height);
  for (const [row, bytes] of rows.entries()) label.set(bytes, row * kept);
  return { width: kept, height, mask: label };
}

/** ffmpeg's black and white are 16 and 235. */
const thickness = (luma: number) => Math.round(Math.min(1, Math.max(0, (luma - 16) / 219)) * 255);
