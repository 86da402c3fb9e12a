import type { CommandBase } from "./decider.ts";
import { Ledger, type Told } from "./ledger.ts";
import type { ActorLimits } from "./limits.ts";
import type { Logbook } from "./logbook.ts";
import { LogUnavailableError } from "./log.ts";
import type { ActorHostOptions } from "./options.ts";
import type { Replayed } from "./replay.ts";

/** A claim that met a stale read, or lost to an owner that it could not name, is begun again so often. */
const CLAIM_ATTEMPTS_MAX = 3;

export interface TakeoverOptions<S, C extends CommandBase, E, F> {
  host: Pick<ActorHostOptions<S, C, E, F>, "hostId" | "definition" | "clock">;
  logbook: Logbook<S, C, E, F>;
  limits: ActorLimits;
  /** A name no other ledger has had, in this life of the host or another. */
  incarnation: () => string;
}

/** Won: a ledger, and what the claim set free unless there was nothing yet to claim. Lost: to whom. */
export type Outcome<S, C extends CommandBase, E, F, T> =
  | { won: true; ledger: Ledger<S, C, E, F, T>; told?: Told<T, F> }
  | { won: false; hostId: string };

/**
 * Makes this host an actor's owner by appending its claim: whoever's append is first has won. An actor
 * without facts is not claimed, so that a mere guess at an id leaves no trace; its first fact is its
 * claim. Rejects as the log and `replay` do.
 */
export async function takeOver<S, C extends CommandBase, E, F, T>(
  options: TakeoverOptions<S, C, E, F>,
): Promise<Outcome<S, C, E, F, T>> {
  const { host, logbook } = options;
  let claimedEpoch = Infinity;
  for (let attempt = 0; attempt < CLAIM_ATTEMPTS_MAX; attempt++) {
    const { replayed, lastSeq } = await logbook.read();
    const { lastHostId, epoch } = replayed;
    if (epoch >= claimedEpoch && lastHostId !== undefined && lastHostId !== host.hostId) {
      return { won: false, hostId: lastHostId };
    }
    claimedEpoch = epoch + 1;
    const ledger = newLedger<S, C, E, F, T>(options, replayed, {
      seq: lastSeq,
      epoch: claimedEpoch,
      claimed: false,
    });
    if (!replayed.born) return { won: true, ledger };
    const result = await logbook.appendSurely(ledger.claim(host.clock.wallMs()));
    if (result.ok) {
      return { won: true, ledger, told: ledger.commit(result.seq, host.clock.wallMs()) };
    }
    if (result.reason !== "wrong-sequence") throw new LogUnavailableError(result.message);
  }
  throw new LogUnavailableError("the actor is being taken over again and again");
}

/**
 * Rereads what this host owns already, after a fault: same epoch, nothing appended. `undefined` if
 * somebody else has written meanwhile.
 */
export async function reread<S, C extends CommandBase, E, F, T>(
  options: TakeoverOptions<S, C, E, F>,
  old: Ledger<S, C, E, F, T>,
): Promise<Ledger<S, C, E, F, T> | undefined> {
  const { replayed, lastSeq } = await options.logbook.read();
  if (lastSeq !== old.seq) return undefined;
  const { seq, epoch, claimed } = old;
  return newLedger(options, replayed, { seq, epoch, claimed });
}

function newLedger<S, C extends CommandBase, E, F, T>(
  options: TakeoverOptions<S, C, E, F>,
  replayed: Replayed<S>,
  position: { seq: number; epoch: number; claimed: boolean },
): Ledger<S, C, E, F, T> {
  const { host, limits, incarnation } = options;
  const { hostId, definition } = host;
  return new Ledger(definition, replayed, {
    hostId,
    limits,
    incarnation: incarnation(),
    ...position,
  });
}
