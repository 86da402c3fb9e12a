/** Work on recordings after their end: taken from a queue in JetStream, and watched. */
import { z } from "zod";
import { PeerId, RecordingId, RoomId } from "../ids.ts";
import { JobKind, StoredObject } from "./manifest.ts";

/** What a room tells of the time of a recording; most events go first. */
export const TIMELINE_EVENTS_MAX = 20_000;

/** A job of the queue. Doing it twice makes the same. */
export const RecordingJob = z.object({
  v: z.literal(1),
  kind: JobKind,
  recordingId: RecordingId,
  roomId: RoomId,
  title: z.string(),
  startedAt: z.int().describe("Epoch ms."),
  stoppedAt: z.int().describe("Epoch ms."),
  timeline: StoredObject.describe("A `RecordingTimeline`."),
  again: z.int().positive().optional().describe(
    "How often somebody has asked for it to be done again; absent: never.",
  ),
});
export type RecordingJob = z.infer<typeof RecordingJob>;

export const TimelineEventKind = z.enum([
  "joined",
  "left",
  "share-started",
  "share-ended",
  "highlight",
  "hand",
  "reaction",
  "poll",
  "spotlight",
  "paused",
  "resumed",
]);
export type TimelineEventKind = z.infer<typeof TimelineEventKind>;

/** What happened in the room meanwhile, for chapters, layouts and highlights. */
export const RecordingTimeline = z.object({
  v: z.literal(1),
  recordingId: RecordingId,
  people: z.array(z.object({ peerId: PeerId, name: z.string() })),
  events: z.array(z.object({
    at: z.int().describe("Epoch ms."),
    kind: TimelineEventKind,
    peerId: PeerId.optional(),
    label: z.string().max(200).optional(),
  })).max(TIMELINE_EVENTS_MAX).describe("In order."),
});
export type RecordingTimeline = z.infer<typeof RecordingTimeline>;

/** Worker → whoever watches; a lost one is made good by the next. */
export const JobProgress = z.object({
  v: z.literal(1),
  recordingId: RecordingId,
  job: JobKind,
  percent: z.number().min(0).max(100),
  etaMs: z.int().nonnegative().nullable(),
  at: z.int().describe("Epoch ms."),
});
export type JobProgress = z.infer<typeof JobProgress>;
