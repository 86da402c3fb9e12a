/** How a gateway that goes away sends its clients elsewhere: a few at a time, while it serves the rest. */
import { type Clock, sleep } from "../../kit/mod.ts";
import type { ErrorBody } from "../../protocol/mod.ts";

/** What the gateways that stay can take on top of their own work. */
const DEPARTURES_PER_SECOND = 500;
/** The last are sent away by then, however many there are: the process has to end. */
export const DEPARTURES_MAX_MS = 3_000;
const TICK_MS = 20;

interface Departing {
  /** Says `bye` and closes. Returns what tells the room, for when the client did not get elsewhere. */
  drain(error: ErrorBody): () => void;
}

/** Resolves when all were sent away, to what tells their rooms. Who comes first is left to chance. */
export async function sendAway(
  connections: Iterable<Departing>,
  { clock, random }: { clock: Clock; random: () => number },
): Promise<(() => void)[]> {
  const waiting = shuffled([...connections], random);
  const ticks = DEPARTURES_MAX_MS / TICK_MS;
  const perTick = Math.max(
    Math.ceil(DEPARTURES_PER_SECOND * TICK_MS / 1_000),
    Math.ceil(waiting.length / ticks),
  );
  const error = { code: "unavailable", message: "The gateway is going away", retryAfterMs: 0 };
  const goodbyes: (() => void)[] = [];
  while (true) {
    for (const connection of waiting.splice(0, perTick)) goodbyes.push(connection.drain(error));
    if (waiting.length === 0) return goodbyes;
    await sleep(clock, TICK_MS);
  }
}

/** The same things in an order left to chance. */
export function shuffled<T>(things: readonly T[], random: () => number): T[] {
  return things.map((thing) => ({ thing, at: random() })).sort((a, b) => a.at - b.at)
    .map(({ thing }) => thing);
}
