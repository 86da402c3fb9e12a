/** What to tell the room so that its idea of our tracks becomes ours. Pure. */
import { type PeerId, producerId, type ProducerView } from "../../protocol/mod.ts";
import type { RequestBody } from "../link/socket.ts";
import type { LocalTrack } from "../link/tracks.ts";

export type OwnCommand = Extract<RequestBody, { type: "closeProducer" | "setProducerPaused" }>;

/** `known`: our producers as the roster has them. Tracks it lacks are published elsewhere. */
export function ownCommands(
  peerId: PeerId,
  locals: Iterable<LocalTrack>,
  known: readonly ProducerView[],
): OwnCommand[] {
  const wanted = new Map([...locals].map((local) => [producerId(peerId, local.key), local]));
  return known.flatMap((producer): OwnCommand[] => {
    const local = wanted.get(producer.id);
    if (!local) return [{ type: "closeProducer", producerId: producer.id }];
    if (local.paused === producer.paused) return [];
    return [{ type: "setProducerPaused", producerId: producer.id, paused: local.paused }];
  });
}
