import { JetStreamApiError, type JetStreamManager, type StreamConfig } from "@nats-io/jetstream";
import { errors } from "@nats-io/nats-core";
import { sleep, systemClock } from "./clock.ts";

/** How long a stream may lack its servers or their leader: an election takes a few seconds. */
const PATIENCE_MS = 20_000;
const PAUSE_MS = 50;
/** JetStream's own code for "subjects overlap with an existing stream". */
const SUBJECTS_OVERLAP = 10065;
/** The stream is there, made otherwise. */
const OTHER_CONFIGURATION = 10058;
/** A server that has not heard yet of what the cluster's leader has made. */
const STREAM_NOT_FOUND = 10059;
/** What a cluster answers, in HTTP's terms, while it has no leader or too few servers. */
const SERVICE_UNAVAILABLE = 503;
/** "no suitable peers for placement": servers that are not there yet. */
const NO_PEERS = 10005;

/** A stream's servers have no leader: trying again later helps. */
export class StreamUnavailableError extends Error {
  override readonly name = "StreamUnavailableError";
  readonly code = "stream-unavailable";
  constructor(stream: string, reason: string, options?: ErrorOptions) {
    super(`Cannot use stream ${stream}: ${reason}`, options);
  }
}

/**
 * Makes a stream, or finds that it is there, and waits until it has a leader. Rejects with
 * {@linkcode StreamUnavailableError} when there is none in time.
 *
 * Of hosts that start together the server tells all but one for a moment that the subjects are taken,
 * by the very stream that they are asking for. A stream made with fewer replicas gets more; never
 * fewer, since hosts that are configured differently would take turns.
 */
export async function makeStream(
  manager: JetStreamManager,
  config: Partial<StreamConfig> & { name: string },
): Promise<void> {
  const endsAtMs = systemClock.monotonicMs() + PATIENCE_MS;
  for (;;) {
    try {
      await addOrRaise(manager, config);
      // The cluster's leader has said yes; this is answered by the stream's own.
      await manager.streams.info(config.name);
      return;
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (systemClock.monotonicMs() >= endsAtMs) {
        const reason = error instanceof Error ? error.message : String(error);
        const text = `it has no leader within ${PATIENCE_MS} ms (${reason})`;
        throw new StreamUnavailableError(config.name, text, { cause: error });
      }
      await sleep(systemClock, PAUSE_MS);
    }
  }
}

async function addOrRaise(
  manager: JetStreamManager,
  config: Partial<StreamConfig> & { name: string },
): Promise<void> {
  try {
    await manager.streams.add(config);
  } catch (error) {
    const isOther = error instanceof JetStreamApiError && error.code === OTHER_CONFIGURATION;
    if (!isOther) throw error;
    const { config: made } = await manager.streams.info(config.name);
    const { num_replicas: wanted = 1 } = config;
    if (made.num_replicas >= wanted) return;
    await manager.streams.update(config.name, { ...made, num_replicas: wanted });
  }
}

/** Whether asking again may help. */
function isPassing(error: unknown): boolean {
  if (error instanceof JetStreamApiError) {
    return [SUBJECTS_OVERLAP, NO_PEERS, STREAM_NOT_FOUND].includes(error.code) ||
      error.status === SERVICE_UNAVAILABLE;
  }
  return error instanceof errors.TimeoutError;
}
