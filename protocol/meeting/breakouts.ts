/** Breakout rooms: sub-rooms on the same transports, so that a switch changes consumers only. */
import { z } from "zod";
import { PeerId } from "../ids.ts";

export const BREAKOUTS_MAX = 50;
const DURATION_MS_MAX = 24 * 60 * 60 * 1_000;
const GRACE_MS_MAX = 5 * 60 * 1_000;
const PEERS_MAX = 1_000;

/** A breakout's name on the wire: `b1`, `b2`, … in the order of making. */
export const BreakoutId = z.string().regex(/^b[0-9]{1,6}$/);
export type BreakoutId = z.infer<typeof BreakoutId>;
const BreakoutName = z.string().trim().min(1).max(60);

export const Breakout = z.object({ id: BreakoutId, name: BreakoutName });
export type Breakout = z.infer<typeof Breakout>;

export const BreakoutsView = z.object({
  status: z.enum(["planned", "open", "closing"]).describe(
    "`closing`: everybody returns at `endsAt`.",
  ),
  rooms: z.array(Breakout).max(BREAKOUTS_MAX),
  assigned: z.record(PeerId, BreakoutId).describe("Where each is to go."),
  choose: z.boolean().describe("People may go where they like."),
  endsAt: z.int().nullable().describe("Epoch ms of the automatic return; null: none is planned."),
});
export type BreakoutsView = z.infer<typeof BreakoutsView>;

const where = BreakoutId.nullable().describe("Null: the main room.");

export const BREAKOUT_COMMANDS = [
  z.object({
    type: z.literal("planBreakouts"),
    names: z.array(BreakoutName).min(1).max(BREAKOUTS_MAX),
    assign: z.enum(["shuffle", "none"]),
    choose: z.boolean(),
  }).describe("Makes breakouts, nobody goes yet. Replaces an earlier plan. Needs `breakouts`."),
  z.object({
    type: z.literal("assignBreakouts"),
    assigned: z.record(PeerId, BreakoutId.nullable()).refine(
      (assigned) => Object.keys(assigned).length <= PEERS_MAX,
      `at most ${PEERS_MAX} people`,
    ),
  }).describe(
    "Who is to be where; while they are open, who goes there now. Null: to the main room. Needs `breakouts`.",
  ),
  z.object({ type: z.literal("shuffleBreakouts") }).describe(
    "Assigns everybody but hosts and co-hosts anew, evenly. Needs `breakouts`.",
  ),
  z.object({ type: z.literal("renameBreakout"), breakoutId: BreakoutId, name: BreakoutName })
    .describe("Needs `breakouts`."),
  z.object({
    type: z.literal("openBreakouts"),
    durationMs: z.int().min(1_000).max(DURATION_MS_MAX).optional().describe(
      "Absent: until somebody closes them.",
    ),
  }).describe("Everybody assigned goes to the breakout. Needs `breakouts`."),
  z.object({
    type: z.literal("closeBreakouts"),
    graceMs: z.int().nonnegative().max(GRACE_MS_MAX).describe("Everybody returns after this."),
  }).describe("Needs `breakouts`."),
  z.object({ type: z.literal("enterBreakout"), breakoutId: where }).describe(
    "The sender goes to a breakout, or back: where one is assigned, where all may choose, or anywhere with `breakouts`.",
  ),
  z.object({ type: z.literal("askForHelp"), asking: z.boolean() }).describe(
    "From a breakout: those with `breakouts` are told, or told that it is settled.",
  ),
] as const;

export const BREAKOUT_CHANGES = [
  z.object({ type: z.literal("BreakoutsChanged"), breakouts: BreakoutsView.nullable() }).describe(
    "The breakouts as they are now; null: there are none.",
  ),
  z.object({ type: z.literal("PeersMoved"), moved: z.record(PeerId, where) }).describe(
    "Who is in which breakout from now on. Tiles and messages follow.",
  ),
  z.object({
    type: z.literal("HelpAsked"),
    breakoutId: BreakoutId,
    peerId: PeerId,
    asking: z.boolean(),
  })
    .describe("Told to those with `breakouts`."),
] as const;
