/** ffmpeg's filters for one piece of the video: what is drawn where, and when. Pure. */
import { bridgeSpans, intersectSpans, type Span } from "../../kit/mod.ts";
import { colourOf, initialsOf, labelOf } from "./labels.ts";
import type { Canvas, Rect } from "./layout.ts";
import { FRAME_RATE, MARKS_MAX, SPEECH_PAUSE_MS, STILL_MAX_MS } from "./limits.ts";
import { msAt, type Tile } from "./scenes.ts";

const BACKGROUND = "0x12171a";
const TILE = "0x1d2529";
const SPEAKING = "0x4fd1a5";
const TEXT = "white";
/** Of a tile's height, and at least and most of the canvas's. */
const LABEL_SHARE = 0.055;
const LABEL_MIN_SHARE = 0.022;
const LABEL_MAX_SHARE = 0.034;
const INITIALS_SHARE = 0.26;
const MARK_SHARE = 0.005;
const GAP_LABEL = "Not recorded";

/** A text that is drawn, kept in a file of the folder that ffmpeg runs in: nothing in it can be a filter. */
export interface DrawnText {
  readonly file: string;
  readonly text: string;
}

export interface PictureGraph {
  readonly script: string;
  readonly texts: readonly DrawnText[];
  /** Tiles with pictures, in the order of ffmpeg's inputs. */
  readonly inputs: readonly Tile[];
}

export interface PictureOptions {
  readonly canvas: Canvas;
  readonly small: Canvas;
  readonly fromFrame: number;
  readonly toFrame: number;
  readonly tiles: readonly Tile[];
  readonly isGap: boolean;
  readonly speechOf: (peerId: string) => readonly Span[];
  /** A font's file; absent: the system's sans serif. */
  readonly font: string | undefined;
}

/** Ends in two outputs, `[large]` and `[small]`, of exactly the piece's frames. */
export function pictureGraph(options: PictureOptions): PictureGraph {
  const { canvas, small, tiles, isGap, fromFrame, toFrame } = options;
  const frames = toFrame - fromFrame;
  const texts = new Texts(options);
  const inputs = tiles.filter(({ footage }) => footage !== null);
  const still = tiles.filter(({ footage }) => footage === null);

  // Without pictures nothing moves: drawn once and repeated.
  const backdrop = [
    `color=c=${BACKGROUND}:s=${canvas.width}x${canvas.height}:r=${FRAME_RATE}:d=${1 / FRAME_RATE}`,
    "format=yuv420p",
    ...still.flatMap((tile) => avatar(tile, canvas, texts)),
    `loop=loop=-1:size=1`,
    `setpts=N/(${FRAME_RATE}*TB)`,
    `trim=end_frame=${frames}`,
  ];
  const chains = [`${backdrop.join(",")}[v0]`];
  for (const [at, tile] of inputs.entries()) {
    const { x, y } = tile.rect;
    chains.push(`[${at}:v]${pictures(tile, canvas, texts).join(",")}[t${at}]`);
    chains.push(`[v${at}][t${at}]overlay=x=${x}:y=${y}:eof_action=repeat[v${at + 1}]`);
  }
  const finish = [
    ...tiles.flatMap((tile) => mark(tile, options)),
    ...(isGap ? [notice(canvas, texts)] : []),
    "format=yuv420p",
  ];
  chains.push(
    `[v${inputs.length}]${finish.join(",")},split=2[large][s]`,
    `[s]scale=${small.width}:${small.height}:flags=bicubic[small]`,
  );
  return { script: chains.join(";\n"), texts: texts.all, inputs };
}

/** The whole picture, as large as it fits: nothing of a face or a slide is cut off. */
function pictures(tile: Tile, canvas: Canvas, texts: Texts): string[] {
  const { width, height } = tile.rect;
  return [
    `setpts=PTS-${STILL_MAX_MS / 1_000}/TB,fps=${FRAME_RATE}:start_time=0`,
    `scale=w=${width}:h=${height}:force_original_aspect_ratio=decrease:force_divisible_by=2:eval=frame`,
    `pad=w=${width}:h=${height}:x=(ow-iw)/2:y=(oh-ih)/2:color=${TILE}:eval=frame`,
    "setsar=1",
    "format=yuv420p",
    label(tile, { ...tile.rect, x: 0, y: 0 }, canvas, texts),
  ];
}

function avatar(tile: Tile, canvas: Canvas, texts: Texts): string[] {
  const { rect, peerId, name } = tile;
  const { x, y, width, height } = rect;
  const fontPx = Math.round(height * INITIALS_SHARE);
  const text = texts.draw(initialsOf(labelOf(name, Infinity, 1)), fontPx);
  return [
    `drawbox=x=${x}:y=${y}:w=${width}:h=${height}:color=${colourOf(peerId)}:t=fill`,
    `${text}:x=${x}+(${width}-tw)/2:y=${y}+(${height}-th)/2`,
    label(tile, rect, canvas, texts),
  ];
}

function label({ name }: Tile, rect: Rect, canvas: Canvas, texts: Texts): string {
  const fontPx = Math.round(Math.min(
    canvas.height * LABEL_MAX_SHARE,
    Math.max(canvas.height * LABEL_MIN_SHARE, rect.height * LABEL_SHARE),
  ));
  const border = Math.round(fontPx * 0.4);
  const text = texts.draw(labelOf(name, rect.width - 4 * border, fontPx), fontPx);
  const left = rect.x + 2 * border;
  const bottom = rect.y + rect.height - 2 * border;
  return `${text}:x=${left}:y=${bottom}-lh:box=1:boxcolor=black@0.55:boxborderw=${border}`;
}

function notice(canvas: Canvas, texts: Texts): string {
  const fontPx = Math.round(canvas.height * LABEL_MAX_SHARE * 1.4);
  const border = Math.round(fontPx * 0.6);
  return `${texts.draw(GAP_LABEL, fontPx)}:x=(w-tw)/2:y=${3 * border}:` +
    `box=1:boxcolor=black@0.7:boxborderw=${border}`;
}

/** A frame around whoever speaks, while they do. */
function mark({ rect, peerId, isScreen }: Tile, options: PictureOptions): string[] {
  const { fromFrame, toFrame, canvas, speechOf } = options;
  if (isScreen) return [];
  const [startMs, endMs] = [msAt(fromFrame), msAt(toFrame)];
  const spans = intersectSpans(bridgeSpans(speechOf(peerId), SPEECH_PAUSE_MS), [{
    startMs,
    endMs,
  }]).slice(0, MARKS_MAX);
  if (spans.length === 0) return [];
  const when = spans.map((span) =>
    `between(t,${seconds(span.startMs - startMs)},${seconds(span.endMs - startMs)})`
  ).join("+");
  const thickness = Math.max(2, Math.round(canvas.height * MARK_SHARE));
  const { x, y, width, height } = rect;
  return [
    `drawbox=x=${x}:y=${y}:w=${width}:h=${height}:color=${SPEAKING}:t=${thickness}:enable='${when}'`,
  ];
}

const seconds = (ms: number) => (ms / 1_000).toFixed(3);

class Texts {
  readonly all: DrawnText[] = [];
  readonly #font: string;

  constructor({ font }: PictureOptions) {
    this.#font = font === undefined ? "font=Sans" : `fontfile=${font}`;
  }

  /** A filter without its place. */
  draw(text: string, fontPx: number): string {
    const file = `text-${this.all.length}`;
    this.all.push({ file, text });
    return `drawtext=textfile=${file}:expansion=none:${this.#font}:fontsize=${fontPx}:fontcolor=${TEXT}`;
  }
}
