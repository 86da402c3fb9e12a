/**
 * A part's journal on disk: what it has said to the manifest, in order, and which files it has begun.
 * Whoever finds it knows what each file is, and what the manifest still has to be told. Pure.
 */
import { z } from "zod";
import { ManifestEntry, type PartId, type RecordingId, type Segment } from "../../protocol/mod.ts";

const Begun = z.object({
  line: z.literal("begun"),
  track: z.int().nonnegative(),
  index: z.int().nonnegative(),
  startMs: z.int(),
  width: z.int().positive().optional(),
  height: z.int().positive().optional(),
});
/** A file that is being written from now on. */
export type Begun = Omit<z.infer<typeof Begun>, "line">;

export const JournalLine = z.discriminatedUnion("line", [
  z.object({ line: z.literal("entry"), entry: ManifestEntry }),
  Begun,
]);
export type JournalLine = z.infer<typeof JournalLine>;

/** What a journal says. */
export interface PartRecord {
  readonly recordingId: RecordingId;
  readonly part: PartId;
  /** Of tracks that are not closed. */
  readonly openTracks: ReadonlySet<number>;
  /** Files that were being written. */
  readonly torn: readonly Begun[];
  /** Whole files that are not in the store yet. */
  readonly waiting: readonly Segment[];
  readonly isClosed: boolean;
  /** Its objects are sealed, by a key that died with the process that made it. */
  readonly isSealed: boolean;
}

/** `undefined`: not even the part's opening was written. */
export function replayJournal(lines: readonly JournalLine[]): PartRecord | undefined {
  const [first] = lines;
  if (first?.line !== "entry" || first.entry.part === null) return undefined;
  const openTracks = new Set<number>();
  const torn = new Map<string, Begun>();
  const waiting = new Map<string, Segment>();
  let isClosed = false;
  let isSealed = false;
  for (const line of lines) {
    if (line.line === "begun") {
      const { line: _, ...begun } = line;
      torn.set(keyOf(begun), begun);
      continue;
    }
    const { body } = line.entry;
    switch (body.type) {
      case "TrackOpened":
        openTracks.add(body.track);
        break;
      case "TrackClosed":
        openTracks.delete(body.track);
        break;
      case "SegmentClosed":
        torn.delete(keyOf(body.segment));
        waiting.set(keyOf(body.segment), body.segment);
        break;
      case "SegmentStored":
      case "SegmentLost":
        torn.delete(keyOf(body));
        waiting.delete(keyOf(body));
        break;
      case "PartClosed":
        isClosed = true;
        break;
      case "KeyMade":
        isSealed = true;
        break;
      default: // Says nothing about files.
    }
  }
  const { recordingId, part } = first.entry;
  return {
    recordingId,
    part,
    openTracks,
    torn: [...torn.values()],
    waiting: [...waiting.values()],
    isClosed,
    isSealed,
  };
}

export const keyOf = ({ track, index }: { track: number; index: number }) => `${track}-${index}`;

/** Lines as they were found. */
export interface ReadLines {
  readonly lines: JournalLine[];
  /** Where each begins. */
  readonly offsets: number[];
  /** What is behind was torn, or is no line of ours. */
  readonly wholeBytes: number;
}

export function readLines(bytes: Uint8Array): ReadLines {
  const lines: JournalLine[] = [];
  const offsets: number[] = [];
  let wholeBytes = 0;
  for (let end; (end = bytes.indexOf(NEWLINE, wholeBytes)) >= 0;) {
    const line = parseLine(new TextDecoder().decode(bytes.subarray(wholeBytes, end)));
    if (!line) break;
    lines.push(line);
    offsets.push(wholeBytes);
    wholeBytes = end + 1;
  }
  return { lines, offsets, wholeBytes };
}

export function writeLines(lines: readonly JournalLine[]): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

const NEWLINE = 0x0a;

function parseLine(text: string): JournalLine | undefined {
  try {
    return JournalLine.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // Torn, or overwritten by a broken disk.
  }
}
