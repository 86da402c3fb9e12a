/** Owner ↔ streamer: what is shown live, and where. */
import { z } from "zod";
import { ErrorBody } from "../errors.ts";
import { BootId, CommandId, LiveId, PeerId, RoomId, StreamerId } from "../ids.ts";
import { LiveAddress } from "../live_address.ts";
import { LiveReason, SPOTLIGHT_MAX } from "../meeting/mod.ts";
import { RecordedTrack } from "../recording/mod.ts";
import { TapListener } from "../taps.ts";

/** Tracks of one live stream at a time. */
export const STREAMED_TRACKS_MAX = 64;
/** An owner repeats `stream` this often, and hears each time how it goes. */
export const STREAM_EVERY_MS = 1_000;
/** After so long without a word of an owner a streamer ends what it sends. */
export const STREAM_LEASE_MS = 20_000;

export const StreamerCommand = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("stream"),
    liveId: LiveId,
    address: LiveAddress,
    spotlight: z.array(PeerId).max(SPOTLIGHT_MAX).describe("Shown before the others."),
    tracks: z.array(RecordedTrack).max(STREAMED_TRACKS_MAX).optional()
      .describe("Absent: those that it has."),
  }).describe(
    "Composes these tracks and no others of the room, and sends that there; said again and again.",
  ),
  z.object({ type: z.literal("finish"), liveId: LiveId }).describe("Ends the stream."),
]);
export type StreamerCommand = z.infer<typeof StreamerCommand>;

export const StreamerEnvelope = z.object({
  v: z.literal(1),
  id: CommandId,
  roomId: RoomId,
  epoch: z.int().positive().describe(
    "Fencing token; a lower one than the highest seen is refused.",
  ),
  deadlineAt: z.int().describe("Epoch ms; later it is refused."),
  body: StreamerCommand,
});
export type StreamerEnvelope = z.infer<typeof StreamerEnvelope>;

/** How it goes with the server that the stream is sent to. */
export const LiveConnection = z.object({
  live: z.boolean().describe("Its server takes it."),
  reason: LiveReason.optional().describe("Why not, once a try has failed."),
});
export type LiveConnection = z.infer<typeof LiveConnection>;

export const StreamerReply = z.discriminatedUnion("ok", [
  z.object({
    v: z.literal(1),
    ok: z.literal(true),
    listener: TapListener.optional().describe("Of `stream`: where taps are to send."),
    connection: LiveConnection.optional().describe("Of `stream`."),
  }),
  z.object({ v: z.literal(1), ok: z.literal(false), error: ErrorBody }),
]);
export type StreamerReply = z.infer<typeof StreamerReply>;

/** Sent every `BEAT_INTERVAL_MS`; three missed ones mean the sender is gone. */
export const StreamerBeat = z.object({
  v: z.literal(1),
  streamerId: StreamerId,
  bootId: BootId,
  at: z.int().describe("Epoch ms."),
  draining: z.boolean().describe("Takes no new streams."),
  streams: z.int().nonnegative().describe("Streams that it sends now."),
  streamsMax: z.int().positive(),
});
export type StreamerBeat = z.infer<typeof StreamerBeat>;
