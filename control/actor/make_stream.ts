import { JetStreamApiError, type JetStreamManager, type StreamConfig } from "@nats-io/jetstream";
import { sleep, systemClock } from "../../kit/mod.ts";

/** Tries while another host makes the same stream; it needs some ten milliseconds. */
const ATTEMPTS_MAX = 40;
const PAUSE_MS = 50;
/** JetStream's own code for "subjects overlap with an existing stream". */
const SUBJECTS_OVERLAP = 10065;

/**
 * Makes a stream, or finds that it is there. Of hosts that start together the server tells all but
 * one for a moment that the subjects are taken, by the very stream that they are asking for.
 */
export async function makeStream(
  manager: JetStreamManager,
  config: Partial<StreamConfig> & { name: string },
): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      await manager.streams.add(config);
      return;
    } catch (error) {
      const isRace = error instanceof JetStreamApiError && error.code === SUBJECTS_OVERLAP;
      if (!isRace || attempt === ATTEMPTS_MAX) throw error;
      await sleep(systemClock, PAUSE_MS);
    }
  }
}
