/**
 * Raw pictures and sound as one stream of bytes that ffmpeg reads from a pipe: AVI (Microsoft, "AVI RIFF
 * File Reference"), with sizes left unknown where they are. Both are counted, so that they stay together
 * whatever the clock does. Pure.
 */
import type { Canvas } from "../../worker/layout.ts";

export interface RawFormat extends Canvas {
  readonly picturesPerSecond: number;
  /** 16 bits, two channels. */
  readonly samplesPerSecond: number;
}

const SAMPLE_BYTES = 4;
const CHANNELS = 2;
const BITS = 16;
const PCM = 1;
const I420_BITS = 12;

/** All before the first chunk. */
export function aviHeader(format: RawFormat): Uint8Array {
  const { width, height, picturesPerSecond, samplesPerSecond } = format;
  const main = words(
    Math.round(1_000_000 / picturesPerSecond),
    ...[0, 0, 0, 0, 0],
    2, // Streams.
    0,
    width,
    height,
    ...[0, 0, 0, 0],
  );
  const video = list(
    "strl",
    chunk("strh", [
      ...ascii("vidsI420"),
      ...words(0, 0, 0, 1, picturesPerSecond, 0, 0, 0, 0, 0),
      ...shorts(0, 0, width, height),
    ]),
    chunk("strf", [
      ...words(40, width, height),
      ...shorts(1, I420_BITS),
      ...ascii("I420"),
      ...words(width * height * 3 / 2, 0, 0, 0, 0),
    ]),
  );
  const audio = list(
    "strl",
    chunk("strh", [
      ...ascii("auds"),
      ...words(0, 0, 0, 0, 1, samplesPerSecond, 0, 0, 0, 0, SAMPLE_BYTES),
      ...shorts(0, 0, 0, 0),
    ]),
    chunk("strf", [
      ...shorts(PCM, CHANNELS),
      ...words(samplesPerSecond, samplesPerSecond * SAMPLE_BYTES),
      ...shorts(SAMPLE_BYTES, BITS),
    ]),
  );
  return Uint8Array.from([
    ...ascii("RIFF"),
    ...words(0),
    ...ascii("AVI "),
    ...list("hdrl", chunk("avih", main), video, audio),
    ...ascii("LIST"),
    ...words(0),
    ...ascii("movi"),
  ]);
}

/** What goes before a picture or a piece of sound of so many bytes, which have to be even. */
export function aviChunkHead(kind: "picture" | "sound", bytes: number): Uint8Array {
  return Uint8Array.from([...ascii(kind === "picture" ? "00dc" : "01wb"), ...words(bytes)]);
}

function list(type: string, ...chunks: readonly (readonly number[])[]): number[] {
  return chunk("LIST", [...ascii(type), ...chunks.flat()]);
}

function chunk(name: string, body: readonly number[]): number[] {
  return [...ascii(name), ...words(body.length), ...body];
}

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const words = (...values: readonly number[]) =>
  values.flatMap((value) => [0, 8, 16, 24].map((bits) => value >>> bits & 0xff));
const shorts = (...values: readonly number[]) =>
  values.flatMap((value) => [value & 0xff, value >> 8 & 0xff]);
