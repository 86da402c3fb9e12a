import type { Limit } from "../../store/mod.ts";

/** Budgets per client address, for what members of a meeting ask of its history and bring into it. */
export const ROOM_LIMITS = {
  history: { name: "history", burst: 300, perSecond: 10 },
  search: { name: "search", burst: 60, perSecond: 2 },
  timeline: { name: "timeline", burst: 30, perSecond: 0.5 },
  rating: { name: "rating", burst: 30, perSecond: 0.5 },
  exportPoll: { name: "export", burst: 30, perSecond: 0.5 },
  announceFile: { name: "file", burst: 60, perSecond: 1 },
  download: { name: "download", burst: 300, perSecond: 10 },
} as const satisfies Record<string, Limit>;
