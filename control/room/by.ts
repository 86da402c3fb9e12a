import { Doer } from "../../protocol/mod.ts";

/** Whose word a fact follows from. */
export const By = Doer;
export type By = Doer;

/** What follows from the room's own rules. */
export const THE_ROOM: By = { kind: "room" };
