/** Owner ↔ recorder: whose tracks are kept. */
import { z } from "zod";
import { ErrorBody } from "../errors.ts";
import { BootId, CommandId, PeerId, RecorderId, RecordingId, RoomId } from "../ids.ts";
import { DisplayName, Source } from "../roles.ts";
import { TapInfo, TapListener } from "../taps.ts";

/** Tracks of one recording at a time. */
export const RECORDED_TRACKS_MAX = 256;
/** An owner repeats `record` this often. */
export const RECORD_EVERY_MS = 2_000;
/**
 * After so long without a word of an owner a recorder closes its part of a recording. What it has is
 * kept; an owner that comes later has it begin another part.
 */
export const RECORD_LEASE_MS = 20_000;

/** A track and the tap that brings it. */
export const RecordedTrack = z.object({
  peerId: PeerId,
  name: DisplayName,
  source: Source,
  paused: z.boolean().describe("Its sender has turned it off: that nothing comes is no gap."),
  tap: TapInfo,
  waitedMs: z.int().nonnegative().optional().describe(
    "For so long it has been there without a tap; absent: not worth telling.",
  ),
});
export type RecordedTrack = z.infer<typeof RecordedTrack>;

export const RecorderCommand = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("record"),
    recordingId: RecordingId,
    paused: z.boolean(),
    tracks: z.array(RecordedTrack).max(RECORDED_TRACKS_MAX).optional()
      .describe("Absent: those that it has."),
  }).describe(
    "Keeps these tracks and no others of the room; the whole list each time, said again and again.",
  ),
  z.object({ type: z.literal("finish"), recordingId: RecordingId }).describe(
    "Closes its part: what it has is on disk when it answers, and is uploaded after that.",
  ),
]);
export type RecorderCommand = z.infer<typeof RecorderCommand>;

export const RecorderEnvelope = z.object({
  v: z.literal(1),
  id: CommandId,
  roomId: RoomId,
  epoch: z.int().positive().describe(
    "Fencing token; a lower one than the highest seen is refused.",
  ),
  deadlineAt: z.int().describe("Epoch ms; later it is refused."),
  body: RecorderCommand,
});
export type RecorderEnvelope = z.infer<typeof RecorderEnvelope>;

export const RecorderReply = z.discriminatedUnion("ok", [
  z.object({
    v: z.literal(1),
    ok: z.literal(true),
    listener: TapListener.optional().describe("Of `record`: where taps are to send."),
  }),
  z.object({ v: z.literal(1), ok: z.literal(false), error: ErrorBody }),
]);
export type RecorderReply = z.infer<typeof RecorderReply>;

/** Sent every `BEAT_INTERVAL_MS`; three missed ones mean the sender is gone. */
export const RecorderBeat = z.object({
  v: z.literal(1),
  recorderId: RecorderId,
  bootId: BootId,
  at: z.int().describe("Epoch ms."),
  draining: z.boolean().describe("Takes no new recordings."),
  problem: z.string().max(200).nullable().describe(
    "Why it takes no new recordings, in words: its disk is full, say.",
  ),
  tracks: z.int().nonnegative().describe("Tracks that it keeps now."),
  tracksMax: z.int().positive(),
  spooledBytes: z.int().nonnegative().describe("On its disk and not in the object store yet."),
  storeAwayMs: z.int().nonnegative().optional().describe(
    "For so long the object store has taken nothing; absent: it is well, as far as is known.",
  ),
});
export type RecorderBeat = z.infer<typeof RecorderBeat>;
