/** Raised hands, which stay, and signals, which are broadcast and forgotten. */
import { z } from "zod";
import { DIRECT_SIGNALS } from "../direct.ts";
import { ENCRYPTION_SIGNALS } from "../encryption.ts";
import { PeerId } from "../ids.ts";
import { CAPTION_SIGNALS } from "./captions.ts";
import { Emoji } from "./chat.ts";
import { Reception } from "./reception.ts";

export const GESTURE_COMMANDS = [
  z.object({ type: z.literal("raiseHand"), raised: z.boolean() }).describe(
    "One's own. Needs `react` to raise it.",
  ),
  z.object({ type: z.literal("lowerHand"), peerId: PeerId }).describe(
    "Somebody's. Needs `moderate`.",
  ),
  z.object({ type: z.literal("lowerAllHands") }).describe("Needs `moderate`."),
  z.object({ type: z.literal("react"), emoji: Emoji }).describe("Never kept. Needs `react`."),
] as const;

export const GESTURE_CHANGES = [
  z.object({
    type: z.literal("HandChanged"),
    peerId: PeerId,
    raisedAt: z.int().nullable().describe("Epoch ms, which orders the hands; null: lowered."),
  }).describe("A hand went up or down."),
] as const;

/** Seen now or never. */
export const Signal = z.discriminatedUnion("type", [
  z.object({ type: z.literal("reaction"), peerId: PeerId, emoji: Emoji }),
  z.object({ type: z.literal("typing"), peerId: PeerId, to: PeerId.optional() }),
  Reception,
  ...CAPTION_SIGNALS,
  ...ENCRYPTION_SIGNALS,
  ...DIRECT_SIGNALS,
]);
export type Signal = z.infer<typeof Signal>;
