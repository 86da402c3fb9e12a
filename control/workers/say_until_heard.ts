import { type Clock, type Logger, sleep } from "../../kit/mod.ts";
import type { Asked } from "./ask_worker.ts";

/** How often a worker is told that something is over; one that never hears it finds out in time. */
const TRIES = 3;
const RETRY_MS = 500;

export interface LastWord {
  readonly clock: Clock;
  readonly logger: Logger;
  /** What it is about, and whose it is, for log lines. */
  readonly about: Readonly<Record<string, string>>;
  readonly say: () => Promise<Asked<unknown>["kind"]>;
}

/** Goes on when the room has ended, or is another host's: a worker that is told twice does no harm. */
export async function sayUntilHeard({ clock, logger, about, say }: LastWord): Promise<void> {
  for (let tries = 1; tries <= TRIES; tries++) {
    const outcome = await say();
    if (outcome !== "silent") return logger.info({ ...about, outcome }, "finished");
    await sleep(clock, RETRY_MS);
  }
  logger.warn(about, "a worker could not be told that its work is over");
}
