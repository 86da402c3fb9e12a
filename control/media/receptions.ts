/** From what a node says of its consumers to what the client behind them understands. Pure. */
import {
  type NodeEvent,
  producerOfNode,
  type Reception,
  type SessionId,
  transportId,
} from "../../protocol/mod.ts";
import { planeOf, type Room } from "../room/mod.ts";

type Forwarded = Extract<NodeEvent["body"], { type: "ForwardingChanged" }>;

/** Whom to tell what; undefined: the transport is nobody's any more. */
export function receptionOf(
  room: Readonly<Room>,
  { transportId: id, streams }: Pick<Forwarded, "transportId" | "streams">,
): { sessionId: SessionId; reception: Reception } | undefined {
  for (const peer of Object.values(room.peers)) {
    for (const use of ["active", "standby"] as const) {
      const generation = planeOf(peer, use)?.generation;
      if (generation === undefined || transportId(peer.id, "recv", generation) !== id) continue;
      const prefix = `${peer.id}:${generation}:`; // See `consumerId`.
      return {
        sessionId: peer.sessionId,
        reception: {
          type: "reception",
          generation,
          streams: streams.filter(({ consumerId }) => consumerId.startsWith(prefix))
            .map(({ consumerId, forwarding }) => ({
              producerId: producerOfNode(consumerId.slice(prefix.length)),
              forwarding,
            })),
        },
      };
    }
  }
  return undefined;
}
