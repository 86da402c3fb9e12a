/** What somebody says, as text. */
import { z } from "zod";
import { PeerId } from "../ids.ts";

/** Characters of one caption. */
export const CAPTION_LENGTH_MAX = 600;

export const Caption = z.object({
  peerId: PeerId.describe("Who says it."),
  utteranceId: z.string().regex(/^[A-Za-z0-9_-]+$/).max(64).describe(
    "A later caption of the same utterance replaces the one before.",
  ),
  text: z.string().min(1).max(CAPTION_LENGTH_MAX),
  isFinal: z.boolean().describe("False: the speaker has not finished, the text may still change."),
  at: z.int().describe("Epoch ms, when it began to be said."),
});
export type Caption = z.infer<typeof Caption>;

export const CAPTION_COMMANDS = [
  z.object({ type: z.literal("askForCaptions") }).describe(
    "Asks those who `moderate` to have captions. `wrong-state` where none of them is here.",
  ),
] as const;

export const CAPTION_SIGNALS = [
  Caption.extend({ type: z.literal("caption") }),
  z.object({ type: z.literal("captions-asked"), peerId: PeerId }).describe(
    "Somebody would like captions. Told to those who may start them.",
  ),
] as const;
