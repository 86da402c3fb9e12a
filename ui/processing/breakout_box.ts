/**
 * Tracks taken apart into pictures and put together again (W3C MediaStreamTrack Insertable Media
 * Processing using Streams). Chromium has both ends on the page; others are served by canvases.
 */
import type { Streams } from "./worker_messages.ts";

interface TrackProcessor {
  readonly readable: ReadableStream<VideoFrame>;
}
interface TrackGenerator extends MediaStreamTrack {
  readonly writable: WritableStream<VideoFrame>;
}

declare global {
  var MediaStreamTrackProcessor:
    | (new (init: { track: MediaStreamTrack; maxBufferSize: number }) => TrackProcessor)
    | undefined;
  var MediaStreamTrackGenerator:
    | (new (init: { kind: "video" }) => TrackGenerator)
    | undefined;
}

/** The newest picture only: who is late shall not become later. */
const PICTURES_WAITING_MAX = 1;

export interface BreakoutBox {
  readonly track: MediaStreamTrack;
  readonly streams: Streams;
}

/** `undefined` where the browser has no such thing. */
export function breakOut(raw: MediaStreamTrack): BreakoutBox | undefined {
  const { MediaStreamTrackProcessor, MediaStreamTrackGenerator } = globalThis;
  if (!MediaStreamTrackProcessor || !MediaStreamTrackGenerator) return undefined;
  const track = new MediaStreamTrackGenerator({ kind: "video" });
  const { readable } = new MediaStreamTrackProcessor({
    track: raw,
    maxBufferSize: PICTURES_WAITING_MAX,
  });
  return { track, streams: { readable, writable: track.writable } };
}
