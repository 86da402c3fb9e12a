import { z } from "zod";
import { PeerId } from "../../protocol/mod.ts";

/** Whose word a fact follows from: a participant's, a service's (by its name), or the room's own rules'. */
export const By = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("peer"), peerId: PeerId }),
  z.object({ kind: z.literal("service"), name: z.string() }),
  z.object({ kind: z.literal("room") }),
]);
export type By = z.infer<typeof By>;

/** The room's own rules. */
export const THE_ROOM = { kind: "room" } as const satisfies By;
