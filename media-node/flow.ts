/** Whether a consumer flows: as its owner wishes, unless the client's network can't carry it. */
import type { ConsumerEntry } from "./room_media.ts";

/** Whether both the owner and the sender want it to flow. */
export const flowsWanted = ({ isPaused, consumer }: ConsumerEntry): boolean =>
  !isPaused && !consumer.producerPaused && !consumer.closed;

/** Brings the consumer to what its entry says. */
export async function setFlow({ consumer, isPaused, isHeld }: ConsumerEntry): Promise<void> {
  const paused = isPaused || isHeld;
  if (consumer.paused !== paused) await (paused ? consumer.pause() : consumer.resume());
}
