/** What peers send: DTLS answers, producers, mute and unmute. */
import {
  KIND_OF_SOURCE,
  type ProducerId,
  producerId,
  RIGHT_OF_SOURCE,
  type Source,
} from "../../protocol/mod.ts";
import { accept, refuse } from "../actor/mod.ts";
import { may, seatOf } from "./access.ts";
import { entryOf } from "./bounded.ts";
import type { Body, Command, Verdict } from "./commands.ts";
import { reconcileMedia } from "./effects.ts";
import type { Fact } from "./facts.ts";
import { planeAt } from "./planes.ts";
import { displacedShares } from "./shares.ts";
import { type Peer, PRODUCERS_PER_PEER_MAX, type Room } from "./state.ts";

/** All of it or nothing: a refused track leaves the others unpublished too. */
export function publish(
  room: Readonly<Room>,
  from: Command["from"],
  body: Body<"publish">,
): Verdict {
  const seat = seatOf(room, from);
  if (!("peer" in seat)) return seat;
  const { peer } = seat;
  const { generation, transports, producers } = body.publish;
  const maySend = ({ source }: { source: Source }) => may(room, peer, RIGHT_OF_SOURCE[source]);
  const plane = planeAt(peer, generation);
  const isStandby = plane?.use === "standby";
  if (!plane) {
    return refuse(
      "stale-generation",
      `Cannot publish: the transports are of generation ${peer.generation}, not ${generation}`,
    );
  }
  const tracks = producers.map((track) => ({ ...track, id: producerId(peer.id, track.key) }));
  const forbidden = tracks.find((track) => !maySend(track) && !isMutedMic(peer, track));
  if (forbidden) {
    const right = RIGHT_OF_SOURCE[forbidden.source];
    return refuse("forbidden", `Cannot publish: the sender may not "${right}" here`);
  }
  const opened = tracks.map((track) => ({ ...track, paused: track.paused || !maySend(track) }));
  const sent = isStandby ? peer.standby?.producers ?? {} : peer.producers;
  const ids = new Set([...Object.keys(sent), ...opened.map((track) => track.id)]);
  if (ids.size > PRODUCERS_PER_PEER_MAX) {
    return refuse(
      "too-many-producers",
      `Cannot publish: a participant sends at most ${PRODUCERS_PER_PEER_MAX} tracks`,
    );
  }
  const wrong = opened.find((track) =>
    !track.rtpParameters.codecs[0]?.mimeType.toLowerCase()
      .startsWith(`${KIND_OF_SOURCE[track.source]}/`)
  );
  if (wrong) {
    return refuse(
      "invalid-rtp-parameters",
      `Cannot publish: "${wrong.source}" is ${KIND_OF_SOURCE[wrong.source]}, its codec is not`,
    );
  }
  const facts: Fact[] = isStandby ? [] : displacedShares(room, peer, opened);
  for (const { direction, dtls } of transports) {
    // A transport answers one DTLS client only; the first answer stands.
    if (plane.dtls[direction]) continue;
    facts.push({
      type: "TransportAnswered",
      peerId: peer.id,
      direction,
      dtls,
      ...(isStandby && { standby: true as const }),
    });
  }
  for (const { id, source, paused, rtpParameters } of opened) {
    if (!isStandby) {
      facts.push({
        type: "ProducerOpened",
        peerId: peer.id,
        producerId: id,
        source,
        paused,
        rtpParameters,
      });
    } else {
      // Also before the track is on the plane in use: what a client says twice may come in any order.
      facts.push({ type: "StandbyProducerOpened", peerId: peer.id, producerId: id, rtpParameters });
    }
  }
  return accept(facts, [reconcileMedia]);
}

export function closeProducer(
  room: Readonly<Room>,
  from: Command["from"],
  body: Body<"closeProducer">,
): Verdict {
  const seat = seatOf(room, from);
  if (!("peer" in seat)) return seat;
  // Closed already: what the sender wants is so.
  if (!entryOf(seat.peer.producers, body.producerId)) return accept();
  return accept(
    [{ type: "ProducerClosed", peerId: seat.peer.id, producerId: body.producerId }],
    [reconcileMedia],
  );
}

export function setProducerPaused(
  room: Readonly<Room>,
  from: Command["from"],
  body: Body<"setProducerPaused">,
): Verdict {
  const seat = seatOf(room, from);
  if (!("peer" in seat)) return seat;
  const { peer } = seat;
  const { producerId, paused } = body;
  const producer = entryOf(peer.producers, producerId);
  if (!producer) {
    return refuse("unknown-producer", "Cannot mute or unmute: the sender has no such track");
  }
  if (!paused && !may(room, peer, RIGHT_OF_SOURCE[producer.source])) {
    return refuse("forbidden", "Cannot unmute: the sender may not send this here");
  }
  if (producer.paused === paused) return accept([], [reconcileMedia]);
  return accept(
    [{ type: "ProducerPausedChanged", peerId: peer.id, producerId, paused }],
    [reconcileMedia],
  );
}

/** One that was muted with the right to speak: it stays at hand, muted, wherever the room's media move. */
function isMutedMic(
  { producers }: Peer,
  { id, source }: { id: ProducerId; source: Source },
): boolean {
  const known = entryOf(producers, id);
  return source === "mic" && known?.source === "mic" && known.paused;
}
