import type { JetStreamManager, StreamConfig } from "@nats-io/jetstream";
import { makeStream as make, StreamUnavailableError } from "../../kit/mod.ts";
import { LogUnavailableError } from "./log.ts";

/**
 * Makes a stream of a log, or finds that it is there, as the kit does; rejects with
 * {@linkcode LogUnavailableError} when it has no leader in time.
 */
export async function makeStream(
  manager: JetStreamManager,
  config: Partial<StreamConfig> & { name: string },
): Promise<void> {
  try {
    await make(manager, config);
  } catch (error) {
    if (!(error instanceof StreamUnavailableError)) throw error;
    throw new LogUnavailableError(error.message, { cause: error });
  }
}
