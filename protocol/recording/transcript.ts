/**
 * What was said in a recording and what stands out in it. Every time here is one of the composed
 * video: ms from the recording's start, pauses left out and gaps kept.
 */
import { z } from "zod";
import { PeerId, RecordingId } from "../ids.ts";
import { DisplayName } from "../roles.ts";

/** Utterances of one transcript: a day of people who never stop talking. */
export const UTTERANCES_MAX = 50_000;
/** Characters of one utterance, which lasts seconds. */
export const UTTERANCE_LENGTH_MAX = 2_000;
/** Highlights of one recording. */
export const HIGHLIGHTS_MAX = 200;

const ms = z.int().nonnegative().describe("Ms of the composed video.");

/** What somebody said in one go. */
export const Utterance = z.object({
  peerId: PeerId,
  name: DisplayName.describe("As it was at the end of the recording."),
  startMs: ms,
  endMs: ms,
  text: z.string().min(1).max(UTTERANCE_LENGTH_MAX),
});
export type Utterance = z.infer<typeof Utterance>;

export const HighlightKind = z.enum(["marked", "reactions", "hands", "poll", "talk"]).describe(
  "Somebody marked it; many reactions at a time; several hands; a poll; lively or loud conversation.",
);
export type HighlightKind = z.infer<typeof HighlightKind>;

/** A stretch that is worth another look. */
export const Highlight = z.object({
  atMs: ms,
  endMs: ms,
  kind: HighlightKind.describe("Of what weighs most in it."),
  score: z.number().min(0).max(1).describe("1 is what somebody marked."),
  label: z.string().max(200).optional().describe("What who marked it, or the poll, says."),
});
export type Highlight = z.infer<typeof Highlight>;

/** The asset `transcript` of a recording. */
export const Transcript = z.object({
  v: z.literal(1),
  recordingId: RecordingId,
  language: z.string().max(16).nullable().describe("BCP 47; null: the speech service found out."),
  utterances: z.array(Utterance).max(UTTERANCES_MAX).describe(
    "In the order of their beginnings; empty where no speech engine is configured.",
  ),
  highlights: z.array(Highlight).max(HIGHLIGHTS_MAX).describe("In order."),
});
export type Transcript = z.infer<typeof Transcript>;
