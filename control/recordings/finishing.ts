import { type Clock, type Logger, sleep } from "../../kit/mod.ts";
import type { RecorderId, RecordingId } from "../../protocol/mod.ts";
import type { RecorderClient } from "./recorder_client.ts";

/** How often a recorder is told that a recording is over; one that never hears it finds out in time. */
const FINISH_TRIES = 3;
const RETRY_MS = 500;

export interface Finishing {
  readonly client: RecorderClient;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Goes on when the room has ended, or is another host's: a recorder that is told twice does no harm. */
export async function finish(
  { client, clock, logger }: Finishing,
  recorder: RecorderId,
  recordingId: RecordingId,
): Promise<void> {
  for (let tries = 1; tries <= FINISH_TRIES; tries++) {
    const outcome = await client.finish(recorder, { recordingId });
    if (outcome !== "silent") return logger.info({ recordingId, recorder, outcome }, "finished");
    await sleep(clock, RETRY_MS);
  }
  logger.warn({ recordingId, recorder }, "recorder could not be told that the recording is over");
}
