/** What each producer of a room brings while all is well. Pure. */
import type { PeerView, ProducerId } from "../../protocol/mod.ts";
import type { Expectation } from "../link/silence_watch.ts";

/** `isVisible`: whether a tile shows the producer; the others' pictures are not sent here. */
export function expectationOf(
  producerId: ProducerId,
  peers: readonly PeerView[],
  isVisible: (producerId: ProducerId) => boolean,
): Expectation {
  const producer = peers.flatMap(({ producers }) => producers).find(({ id }) => id === producerId);
  if (!producer || producer.paused) return "nothing";
  switch (producer.source) {
    case "cam":
      return isVisible(producerId) ? "frames" : "nothing";
    case "screen":
      return isVisible(producerId) ? "sparse" : "nothing"; // A still screen is seldom sent.
    case "mic":
    case "screen-audio":
      return "sparse";
    default:
      return producer.source satisfies never;
  }
}
