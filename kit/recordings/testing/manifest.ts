/** Entries of manifests, for tests: `p1` and `p2` are parts, times are small. */
import type {
  ManifestBody,
  ManifestEntry,
  PartEnd,
  Segment,
  Source,
} from "../../../protocol/mod.ts";

export const entry = (at: number, part: string | null, body: ManifestBody): ManifestEntry => ({
  v: 1,
  recordingId: "room-r1",
  at,
  part,
  body,
});

export const opened = (at: number, part: string): ManifestEntry =>
  entry(at, part, { type: "PartOpened", roomId: "room", recorderId: "recorder-1" });

export const track = (
  at: number,
  part: string,
  number: number,
  { peerId = "ada", source = "mic", since }: { peerId?: string; source?: Source; since?: number } =
    {},
): ManifestEntry =>
  entry(at, part, {
    type: "TrackOpened",
    track: number,
    peerId,
    name: peerId,
    source,
    codec: source === "mic" ? "opus" : "vp8",
    ...(since !== undefined && { since }),
  });

export const turned = (at: number, part: string, number: number, paused: boolean): ManifestEntry =>
  entry(at, part, { type: "TrackPaused", track: number, paused });

export const closed = (at: number, part: string, end: PartEnd = "finished"): ManifestEntry =>
  entry(at, part, { type: "PartClosed", end });

export const segment = (
  number: number,
  index: number,
  startMs: number,
  endMs: number,
): Segment => ({
  track: number,
  index,
  startMs,
  endMs,
  object: { key: `segments/${number}/${index}`, sizeBytes: 1, sha256: "" },
});

/** Closed at its end and stored right after. */
export const stored = (part: string, kept: Segment): ManifestEntry[] => [
  entry(kept.endMs, part, { type: "SegmentClosed", segment: kept }),
  entry(kept.endMs + 50, part, { type: "SegmentStored", track: kept.track, index: kept.index }),
];
