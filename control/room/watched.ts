/** How much of each picture anybody shows, or keeps. Pure. */
import { KIND_OF_SOURCE, type ProducerId } from "../../protocol/mod.ts";
import { CROWD_FROM, layersFor, spatialLayers } from "./layers.ts";
import { isRecorded, recordedLayer } from "./recording/tracks.ts";
import { isStreamed } from "./live/tracks.ts";
import type { Peer, Producer, Room } from "./state.ts";
import type { Views } from "./wanted.ts";

/** The highest spatial layer, 0 the smallest; -1: none. */
export type Level = number;
export const UNWATCHED: Level = -1;

/**
 * What each client's pictures are worth, by producer. Also what is shown on planes that are being left
 * counts, and who has not said what they show may show anything. A recording and a
 * live stream need their layer whoever watches.
 */
export function watchedLevels(
  room: Readonly<Room>,
  views: Views,
): Map<ProducerId, { level: Level; top: Level }> {
  const peers = Object.values(room.peers);
  const videos = peers.flatMap((peer) =>
    Object.values(peer.producers).filter(({ source }) => KIND_OF_SOURCE[source] === "video")
      .map((producer) => ({ peer, producer }))
  );
  const levels = new Map(videos.map(({ producer }) => {
    const top = spatialLayers(producer.rtpParameters) - 1;
    return [producer.id, { level: UNWATCHED, top }];
  }));
  const raise = ({ id }: Producer, level: Level) => {
    const known = levels.get(id);
    if (known) levels.set(id, { ...known, level: Math.max(known.level, level) });
  };
  const byId = new Map(videos.map((video) => [video.producer.id, video]));
  for (const viewer of peers) {
    const view = views.get(viewer.id);
    if (!isSettled(viewer, view?.generation)) {
      for (const { peer, producer } of videos) {
        if (peer !== viewer && isTogether(peer, viewer)) raise(producer, Infinity);
      }
      continue;
    }
    for (const id of view?.near ?? []) {
      const video = byId.get(id);
      if (video && video.peer !== viewer && isTogether(video.peer, viewer)) {
        raise(video.producer, 0);
      }
    }
    const tiles = view?.tiles ?? [];
    const isCrowded = tiles.length > CROWD_FROM;
    for (const tile of tiles) {
      const video = byId.get(tile.producerId);
      if (!video || video.peer === viewer || !isTogether(video.peer, viewer)) continue;
      raise(video.producer, layersFor(tile, video.producer, { isCrowded })?.spatial ?? Infinity);
    }
  }
  for (const { peer, producer } of videos) {
    if (isRecorded(room, peer) || isStreamed(room, peer)) raise(producer, recordedLayer(producer));
  }
  for (const [id, { level, top }] of levels) levels.set(id, { level: Math.min(level, top), top });
  return levels;
}

/** Whether a client has a plane that the room gave it, and so has said what it shows. */
function isSettled({ generation, standby }: Peer, stated: number | undefined): boolean {
  return stated !== undefined && stated > 0 &&
    (stated === generation || stated === standby?.generation);
}

const isTogether = (a: Peer, b: Peer): boolean => a.breakout === b.breakout;
