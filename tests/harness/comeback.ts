/** What a client does when its socket is gone: the next gateway at once, then again with pauses. */
import type { Resumed } from "../../protocol/mod.ts";
import type { ClientSocket } from "./client_socket.ts";
import type { Gateway } from "./stack.ts";
import { until } from "./until.ts";

const PAUSE_MS = 50;
const PAUSE_MAX_MS = 1_000;
const CLOSE_LIMIT_MS = 10_000;

interface Resumable {
  readonly socket: ClientSocket;
  resume(gateway: Gateway): Promise<Resumed>;
}

export interface Comeback {
  readonly gateway: Gateway;
  readonly resumed: Resumed;
  readonly attempts: number;
  /** From the socket's end to the answer on another. */
  readonly backMs: number;
}

/** Waits for the socket's end and resumes on one of `gateways`. Rejects after `limitMs` without. */
export async function comeBack(
  client: Resumable,
  gateways: readonly Gateway[],
  limitMs = 10_000,
): Promise<Comeback> {
  await until("the socket is gone", () => client.socket.closed, Boolean, CLOSE_LIMIT_MS);
  const goneAt = performance.now();
  // Everybody begins elsewhere, as with the shuffled lists that gateways hand out.
  const first = Math.floor(Math.random() * gateways.length);
  for (let attempts = 1;; attempts++) {
    const gateway = gateways[(first + attempts) % gateways.length];
    if (!gateway) throw new Error("Cannot come back: there is no gateway");
    try {
      const resumed = await client.resume(gateway);
      return { gateway, resumed, attempts, backMs: performance.now() - goneAt };
    } catch (error) {
      if (performance.now() - goneAt > limitMs) throw error;
      const pauseMs = Math.min(PAUSE_MS * 2 ** attempts, PAUSE_MAX_MS);
      await new Promise((resolve) => setTimeout(resolve, pauseMs * (0.5 + Math.random() / 2)));
    }
  }
}

/** Median and worst of some times, for a test's report. */
export function spread(timesMs: readonly number[]): { medianMs: number; maxMs: number } {
  const sorted = timesMs.toSorted((a, b) => a - b);
  const at = (index: number) => Math.round(sorted[index] ?? 0);
  return { medianMs: at(Math.floor(sorted.length / 2)), maxMs: at(sorted.length - 1) };
}
