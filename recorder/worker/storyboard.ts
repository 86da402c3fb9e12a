/** Small pictures of a video, for who looks for a place in it. Pure. */
import {
  THUMBNAIL_COLUMNS,
  THUMBNAIL_EVERY_MIN_MS,
  THUMBNAIL_HEIGHT,
  THUMBNAIL_WIDTH,
  THUMBNAILS_MAX,
} from "./limits.ts";

export interface Storyboard {
  readonly everyMs: number;
  readonly count: number;
}

export function storyboardOf(durationMs: number): Storyboard {
  const everyMs = Math.max(
    THUMBNAIL_EVERY_MIN_MS,
    Math.ceil(durationMs / THUMBNAILS_MAX / 1_000) * 1_000,
  );
  return { everyMs, count: Math.max(1, Math.ceil(durationMs / everyMs)) };
}

/**
 * WebVTT whose cues name a rectangle of the sheet (https://www.w3.org/TR/media-frags/), which lies beside
 * it.
 */
export function storyboardVtt(
  { everyMs, count }: Storyboard,
  durationMs: number,
  sheet: string,
): string {
  const cues = Array.from({ length: count }, (_, at) => {
    const x = at % THUMBNAIL_COLUMNS * THUMBNAIL_WIDTH;
    const y = Math.floor(at / THUMBNAIL_COLUMNS) * THUMBNAIL_HEIGHT;
    const endMs = Math.min((at + 1) * everyMs, durationMs);
    return `${time(at * everyMs)} --> ${time(endMs)}\n` +
      `${sheet}#xywh=${x},${y},${THUMBNAIL_WIDTH},${THUMBNAIL_HEIGHT}\n`;
  });
  return `WEBVTT\n\n${cues.join("\n")}`;
}

function time(ms: number): string {
  const [hours, minutes, seconds] = [
    Math.floor(ms / 3_600_000),
    Math.floor(ms / 60_000) % 60,
    ms / 1_000 % 60,
  ];
  const two = (value: number) => `${value}`.padStart(2, "0");
  return `${two(hours)}:${two(minutes)}:${seconds.toFixed(3).padStart(6, "0")}`;
}
