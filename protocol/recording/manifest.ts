/**
 * What a recording is made of: a log of its own in JetStream ({@linkcode subjects.recordingLog}), to
 * which its recorders and those who work on it afterwards append. Entries of different writers mix;
 * each writes of its own part alone. Times are epoch ms of one clock a part, the recorder's.
 */
import { z } from "zod";
import { PeerId, RecorderId, RecordingId, RoomId } from "../ids.ts";
import { DisplayName, Source } from "../roles.ts";

/** One recorder's uninterrupted work on a recording. A recorder's crash begins another part. */
export const PartId = z.string().regex(/^[A-Za-z0-9_-]+$/).max(64);
export type PartId = z.infer<typeof PartId>;

/** Bytes in the object store; every use checks the sum. */
export const StoredObject = z.object({
  key: z.string().min(1).max(400),
  sizeBytes: z.int().nonnegative(),
  sha256: z.base64(),
});
export type StoredObject = z.infer<typeof StoredObject>;

/**
 * A key that objects of one recording are sealed by, wrapped: a JWE (RFC 7516) for a key of the operator,
 * which its header names, and for that recording alone. Whoever only passes it on learns nothing.
 */
export const WrappedKey = z.object({
  id: z.string().regex(/^[0-9a-f]{32}$/).describe("As sealed objects name it."),
  wrapped: z.string().max(2_000).regex(/^[A-Za-z0-9_.-]+$/),
});
export type WrappedKey = z.infer<typeof WrappedKey>;

const track = z.int().nonnegative().describe("Number of the track within its part.");
const at = z.int().describe("Epoch ms.");

/** A few seconds of one track: a WebM file that plays by itself, video from a key frame on. */
export const Segment = z.object({
  track,
  index: z.int().nonnegative().describe("Counts the track's segments without a hole."),
  startMs: at,
  endMs: at,
  width: z.int().positive().optional().describe("Of its first picture."),
  height: z.int().positive().optional(),
  object: StoredObject,
});
export type Segment = z.infer<typeof Segment>;

export const PartEnd = z.enum(["finished", "abandoned", "drained", "disk", "recovered"]).describe(
  "The owner said so, no owner spoke of it, the recorder was told to go, its disk was full or failed, or it died and its next start found the files.",
);
export type PartEnd = z.infer<typeof PartEnd>;

export const AssetKind = z.enum([
  "video",
  "hls",
  "poster",
  "storyboard",
  "track",
  "transcript",
  "captions",
]).describe(
  "`video`: the composed MP4. `hls`: a playlist. `track`: one person's original. `transcript`: JSON; `captions`: WebVTT.",
);
export type AssetKind = z.infer<typeof AssetKind>;

/** Something made of a recording that people may have. */
export const Asset = z.object({
  kind: AssetKind,
  name: z.string().max(120).describe("Unique among those of its kind; of a rendition, its height."),
  mediaType: z.string().max(120),
  object: StoredObject.describe("Of a playlist; its pieces lie beside it."),
  durationMs: z.int().nonnegative().optional(),
  width: z.int().positive().optional(),
  height: z.int().positive().optional(),
  peerId: PeerId.optional(),
  language: z.string().max(16).optional().describe("BCP 47."),
});
export type Asset = z.infer<typeof Asset>;

export const JobKind = z.enum(["compose", "transcribe"]);
export type JobKind = z.infer<typeof JobKind>;

/** Nothing is there between these two, though the recording was on. */
export const Gap = z.object({
  startMs: at,
  endMs: at,
  peerId: PeerId.optional().describe("Of this person alone; absent: of nobody."),
  source: Source.optional().describe("Which of the person's tracks."),
});
export type Gap = z.infer<typeof Gap>;

/** Why a job has failed for good, for programs; newer workers may know more. */
export const JobFailure = z.enum([
  "nothing-recorded",
  "timeline-lost",
  "too-large",
  "attempts-failed",
  "waited-too-long",
  "no-speech-engine",
]);
export type JobFailure = z.infer<typeof JobFailure>;

export const ManifestBody = z.discriminatedUnion("type", [
  z.object({ type: z.literal("PartOpened"), roomId: RoomId, recorderId: RecorderId }),
  z.object({ type: z.literal("KeyMade"), key: WrappedKey }).describe(
    "Objects are sealed by it from now on; said before the first of them is stored.",
  ),
  z.object({
    type: z.literal("TrackOpened"),
    track,
    peerId: PeerId,
    name: DisplayName,
    source: Source,
    codec: z.string().max(40).describe("`opus`, `vp8`, `h264`, `vp9`, `av1`."),
    since: at.optional().describe("It was to be kept from then on; absent: from now."),
  }),
  z.object({ type: z.literal("TrackPaused"), track, paused: z.boolean() }),
  z.object({ type: z.literal("SegmentClosed"), segment: Segment }).describe("It is on disk."),
  z.object({ type: z.literal("SegmentStored"), track, index: z.int().nonnegative() }).describe(
    "It is in the object store and may go from the disk.",
  ),
  z.object({ type: z.literal("SegmentLost"), track, index: z.int().nonnegative() }).describe(
    "It was on disk, and is gone or damaged.",
  ),
  z.object({ type: z.literal("TrackClosed"), track }),
  z.object({ type: z.literal("PartPaused"), paused: z.boolean() }),
  z.object({ type: z.literal("PartClosed"), end: PartEnd }),
  z.object({ type: z.literal("AssetStored"), asset: Asset }),
  z.object({ type: z.literal("GapsFound"), gaps: z.array(Gap).max(1_000) }),
  z.object({
    type: z.literal("JobEnded"),
    job: JobKind,
    outcome: z.enum(["done", "failed"]),
    reason: z.string().max(400).optional().describe("In words, for whoever is asked for help."),
    code: z.string().max(40).optional().describe("A `JobFailure`, or one that is newer."),
    again: z.int().positive().optional().describe("The job's."),
  }),
]);
export type ManifestBody = z.infer<typeof ManifestBody>;

export const ManifestEntry = z.object({
  v: z.literal(1),
  recordingId: RecordingId,
  at,
  part: PartId.nullable().describe("Null: of the whole recording."),
  body: ManifestBody,
});
export type ManifestEntry = z.infer<typeof ManifestEntry>;
