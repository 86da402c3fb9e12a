import type { Limit } from "../store/mod.ts";

/**
 * Budgets per client address. An office or a school is one address: a whole class may come at once,
 * and yet nobody can try codes by the thousand.
 */
export const LIMITS = {
  createMeeting: { name: "create", burst: 30, perSecond: 0.2 },
  /** Questions with a meeting's code in them. */
  findMeeting: { name: "find", burst: 120, perSecond: 2 },
  requestTicket: { name: "ticket", burst: 300, perSecond: 5 },
  changeMeeting: { name: "change", burst: 60, perSecond: 1 },
  /** Passcodes and host keys, right or wrong, of one meeting from anywhere: a school year may come at
   * once, and six digits last a month against everybody. */
  guess: { name: "guess", burst: 300, perSecond: 0.5 },
  join: { name: "join", burst: 300, perSecond: 10 },
  /** Generous: after a gateway's death everybody comes at once. */
  resume: { name: "resume", burst: 1_000, perSecond: 50 },
  /** Each makes a transport on a node of every region. */
  networkCheck: { name: "check", burst: 60, perSecond: 0.5 },
  /** Once in some minutes a client of a call. */
  renewIce: { name: "ice", burst: 300, perSecond: 5 },
  /** Operators' requests, also those with a wrong token. */
  admin: { name: "admin", burst: 60, perSecond: 1 },
} as const satisfies Record<string, Limit>;
