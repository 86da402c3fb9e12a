/** A film for Chromium's fake camera that needs all the bits it is given. */

export interface FilmSize {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
}

/** Chromium plays a film over and over. */
const FRAMES = 20;
/** Of the grain, either way: enough for a small picture of it to need 150 kbit/s, and no storm. */
const GRAIN = 28;
const MID = 128;

/**
 * Grain that no encoder can foretell, in YUV4MPEG2 (C420), by
 * https://wiki.multimedia.cx/index.php/YUV4MPEG2. Chromium's own fake picture fits into some 40 kbit/s,
 * and so passes where real cameras don't.
 */
export function grainyFilm({ width, height, frameRate }: FilmSize): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder();
  const header = text.encode(`YUV4MPEG2 W${width} H${height} F${frameRate}:1 Ip A1:1 C420jpeg\n`);
  const frameHeader = text.encode("FRAME\n");
  const luma = width * height;
  const chroma = 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
  const frame = frameHeader.length + luma + chroma;
  const film = new Uint8Array(header.length + FRAMES * frame).fill(MID);
  film.set(header);
  const next = lcg();
  for (let n = 0; n < FRAMES; n++) {
    const at = header.length + n * frame;
    film.set(frameHeader, at);
    const pixels = film.subarray(at + frameHeader.length, at + frameHeader.length + luma);
    for (let i = 0; i < luma; i++) pixels[i] = MID + next() * GRAIN;
  }
  return film;
}

/** From -1 to 1, the same each time. Constants of Numerical Recipes. */
function lcg(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}
