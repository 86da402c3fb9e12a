import { z } from "zod";
import { PeerId } from "../../../protocol/mod.ts";
import { By } from "../by.ts";

export const GESTURE_FACTS = [
  z.object({
    type: z.literal("HandChanged"),
    peerId: PeerId,
    raisedAt: z.int().nullable(), // Epoch ms; null: lowered.
    by: By,
  }),
] as const;
