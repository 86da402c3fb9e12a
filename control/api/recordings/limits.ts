import type { Limit } from "../../store/mod.ts";

/** Budgets per client address. */
export const RECORDING_LIMITS = {
  list: { name: "recordings", burst: 120, perSecond: 3 },
  read: { name: "recording", burst: 300, perSecond: 10 },
  change: { name: "recording-change", burst: 60, perSecond: 1 },
  openShared: { name: "shared", burst: 60, perSecond: 1 },
  /** A player asks for a piece of some seconds at a time, and for many when somebody seeks. */
  play: { name: "play", burst: 600, perSecond: 30 },
  /** Passwords of one shared link, right or wrong, from anywhere. */
  sharePassword: { name: "share-password", burst: 50, perSecond: 0.05 },
} as const satisfies Record<string, Limit>;
