import { z } from "zod";
import { Breakout, BreakoutId, PeerId } from "../../../protocol/mod.ts";
import { By } from "../by.ts";

const assigned = z.record(PeerId, BreakoutId);

export const BREAKOUT_FACTS = [
  z.object({
    type: z.literal("BreakoutsPlanned"),
    rooms: z.array(Breakout),
    assigned,
    choose: z.boolean(),
    by: By,
  }),
  z.object({ type: z.literal("BreakoutsAssigned"), assigned, by: By }),
  z.object({
    type: z.literal("BreakoutRenamed"),
    breakoutId: BreakoutId,
    name: z.string(),
    by: By,
  }),
  z.object({ type: z.literal("BreakoutsOpened"), endsAt: z.int().nullable(), by: By }),
  z.object({ type: z.literal("BreakoutsClosing"), endsAt: z.int(), by: By }),
  // Everybody is in the main room again; the plan stays.
  z.object({ type: z.literal("BreakoutsClosed"), by: By }),
  z.object({
    type: z.literal("PeersMoved"),
    moved: z.record(PeerId, BreakoutId.nullable()),
    by: By,
  }),
  z.object({
    type: z.literal("HelpAsked"),
    breakoutId: BreakoutId,
    peerId: PeerId,
    asking: z.boolean(),
  }),
] as const;
