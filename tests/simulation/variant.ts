/** Where a run can be given broken parts, so that the checks prove that they would notice. */
import type { ActorLimits, ActorLog } from "../../control/actor/mod.ts";
import type { BusMessage } from "../../kit/mod.ts";

/** Hands a request to a media node, or another one in its place. */
export type NodeTap = (message: BusMessage, pass: (message: BusMessage) => void) => void;

export interface Variant {
  readonly name: string;
  /** Around the log that all hosts share; `later` runs something a while after, in virtual time. */
  log?(log: ActorLog, later: (run: () => void) => void): ActorLog;
  limits?: Partial<ActorLimits>;
  /** In front of every media node; made anew for each. */
  node?(): NodeTap;
  /** Whether clients notice gaps in what they hear. */
  checksGaps?: boolean;
}

/** The real thing. */
export const SOUND: Variant = { name: "sound" };
