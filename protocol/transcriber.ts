/** Owner ↔ transcriber: whose words are written down, and what they are. */
import { z } from "zod";
import { ErrorBody } from "./errors.ts";
import { BootId, CommandId, PeerId, RoomId, TranscriberId } from "./ids.ts";
import { Caption } from "./meeting/mod.ts";
import { TapInfo, TapListener } from "./taps.ts";

/** Voices of one room that are written down at a time. */
export const VOICES_MAX = 64;

/** An owner repeats `transcribe` this often, or the transcriber forgets the room. */
export const TRANSCRIBE_EVERY_MS = 4_000;
/** After so long without a word of its owner a transcriber forgets a room. */
export const TRANSCRIBE_LEASE_MS = 15_000;

/** Somebody's voice and the tap that brings it. */
export const Voice = z.object({ peerId: PeerId, tap: TapInfo });
export type Voice = z.infer<typeof Voice>;

export const TranscriberCommand = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("transcribe"),
    voices: z.array(Voice).max(VOICES_MAX).optional().describe("Absent: those that it has."),
  }).describe(
    "Writes down these voices and no others of the room; the whole list each time, said again every now and then.",
  ),
  z.object({ type: z.literal("stop") }).describe("Forgets the room."),
]);
export type TranscriberCommand = z.infer<typeof TranscriberCommand>;

export const TranscriberEnvelope = z.object({
  v: z.literal(1),
  id: CommandId,
  roomId: RoomId,
  epoch: z.int().positive().describe(
    "Fencing token; a lower one than the highest seen is refused.",
  ),
  deadlineAt: z.int().describe("Epoch ms; later it is refused."),
  body: TranscriberCommand,
});
export type TranscriberEnvelope = z.infer<typeof TranscriberEnvelope>;

export const TranscriberReply = z.discriminatedUnion("ok", [
  z.object({
    v: z.literal(1),
    ok: z.literal(true),
    listener: TapListener.optional().describe("Of transcribe: where taps are to send."),
  }),
  z.object({ v: z.literal(1), ok: z.literal(false), error: ErrorBody }),
]);
export type TranscriberReply = z.infer<typeof TranscriberReply>;

/** Transcriber → owner, which tells those who may know. */
export const RoomCaption = z.object({
  v: z.literal(1),
  roomId: RoomId,
  epoch: z.int().positive().describe("Of the owner that asked for it."),
  transcriberId: TranscriberId,
  caption: Caption,
});
export type RoomCaption = z.infer<typeof RoomCaption>;

/** Sent every `BEAT_INTERVAL_MS`; three missed ones mean the sender is gone. */
export const TranscriberBeat = z.object({
  v: z.literal(1),
  transcriberId: TranscriberId,
  bootId: BootId,
  at: z.int().describe("Epoch ms."),
  draining: z.boolean().describe("Takes no new rooms."),
  voices: z.int().nonnegative().describe("Voices that it writes down now."),
  voicesMax: z.int().positive().describe("Voices that it takes at most."),
});
export type TranscriberBeat = z.infer<typeof TranscriberBeat>;
