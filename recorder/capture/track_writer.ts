import { type Frame, opusDurationMs } from "../../kit/mod.ts";
import type { CodecName, Segment } from "../../protocol/mod.ts";
import type { PartFolder } from "../spool/part_folder.ts";
import { SegmentFile } from "../spool/segment_file.ts";
import { WebmWriter } from "../webm/webm_writer.ts";
import { cutAt, isBehindHole, isDue, type OpenSegment } from "./cutting.ts";

/** How long a picture stands if nothing tells. */
const FRAME_MS = 33;
/** And at most, where a sender has ceased. */
const FRAME_MAX_MS = 1_000;
/** Sound may seem older than what was before by this much, which is a packet's length. */
const HEARD_MS = 20;

export interface TrackWriterOptions {
  readonly folder: PartFolder;
  readonly track: number;
  readonly codec: CodecName;
  readonly channels: number | undefined;
  readonly nowMs: () => number;
  readonly onGrow: (bytes: number) => void;
  readonly onSegment: (segment: Segment) => void;
  /** The disk can't be written to. */
  readonly onFault: (error: unknown) => void;
}

/** A segment that is being written. */
interface Writing extends OpenSegment {
  readonly index: number;
  readonly file: SegmentFile;
  readonly webm: WebmWriter;
  bytes: number;
  lastMs: number;
  stepMs: number;
}

/** One track's frames, as segments on disk. */
export class TrackWriter {
  readonly #options: TrackWriterOptions;
  #open: Writing | undefined;
  #nextIndex = 0;
  /** Of everything that it has ever written. */
  #lastMs = -Infinity;
  /** Segments are told in their order. */
  #closing: Promise<void> = Promise.resolve();

  constructor(options: TrackWriterOptions) {
    this.#options = options;
  }

  /** When the last frame was, and whether its segment is still open. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  get lastMs(): number {
    return this.#lastMs;
  }

  /** Whether the segment waits for a key frame to end at. */
  isDue(nowMs: number): boolean {
    return this.#open !== undefined && isDue(this.#open, nowMs);
  }

  /**
   * Time never goes back: a picture that seems older than the one before comes at once behind it, since
   * the next ones build on it. Sound that seems older has been heard.
   */
  write(frame: Frame, frameMs: number): void {
    if (this.#options.codec === "opus" && frameMs < this.#lastMs - HEARD_MS) return;
    const atMs = Math.max(Math.round(frameMs), this.#lastMs + 1);
    switch (cutAt(this.#open, frame, atMs)) {
      case "drop":
        return;
      case "begin":
        this.end(this.#open && isBehindHole(this.#open, atMs) ? undefined : atMs);
        this.#begin(frame, atMs);
        break;
      case "append":
    }
    const open = this.#open;
    if (!open) return;
    open.stepMs = this.#options.codec === "opus"
      ? opusDurationMs(frame.data)
      : atMs > open.lastMs
      ? atMs - open.lastMs
      : open.stepMs;
    open.lastMs = this.#lastMs = atMs;
    const pieces = open.webm.block(frame.data, atMs - open.startMs, frame.isKey);
    open.bytes += pieces.reduce((sum, { length }) => sum + length, 0);
    open.file.append(...pieces);
  }

  flush(): void {
    this.#open?.file.flush();
  }

  /** The segment is over; `nextMs`: because another begins then. */
  end(nextMs?: number): void {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    const { index, startMs, lastMs, stepMs, size } = open;
    const lastsMs = Math.max(1, Math.round(Math.min(stepMs, FRAME_MAX_MS)));
    const ownEndMs = lastMs + lastsMs;
    const endMs = nextMs === undefined ? ownEndMs : Math.min(nextMs, lastMs + FRAME_MAX_MS);
    const { folder, track, nowMs, onSegment, onFault } = this.#options;
    const duration = WebmWriter.duration(endMs - startMs);
    const sealed = open.file.close(duration, open.webm.durationOffset);
    this.#closing = this.#closing.then(async () => {
      const sum = await sealed;
      if (!sum) return; // Its fault was told; the next start finds what is whole of it.
      onSegment(await folder.seal({ track, index, startMs, endMs, ...size }, sum, nowMs()));
    }).catch(onFault);
  }

  /** Resolves when all of its segments are on disk and in the journal. */
  async settled(): Promise<void> {
    await this.#closing;
  }

  #begin({ size, config }: Frame, startMs: number): void {
    const { folder, track, codec, channels, onGrow, onFault } = this.#options;
    const index = this.#nextIndex++;
    const webm = new WebmWriter({ codec, size, config, channels }, startMs);
    const begun = { track, index, startMs, ...size };
    const file = new SegmentFile({
      path: folder.pathOf(begun),
      announced: folder.begin(begun),
      onGrow,
      onFault,
    });
    file.append(webm.header);
    const bytes = webm.header.length;
    const stepMs = codec === "opus" ? 0 : FRAME_MS;
    this.#open = { index, startMs, bytes, size, config, file, webm, lastMs: startMs, stepMs };
  }
}
