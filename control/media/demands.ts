import type {
  Demand,
  PeerId,
  ProducerId,
  Settings,
  VideoChoice,
  VideoCodecName,
} from "../../protocol/mod.ts";
import {
  type Decoders,
  decodersAmong,
  isPlayedByAll,
  type Level,
  type Peer,
  type Room,
  UNWATCHED,
  videoCodecFor,
  type Views,
  watchedLevels,
} from "../room/mod.ts";

/** A layer that nobody has shown for so long is stopped; people look back before that. */
export const DOWN_AFTER_MS = 4_000;
/** A codec that has become possible again is taken up when it has been so for so long. */
export const CODEC_RETURN_MS = 10_000;

interface Settled {
  level: Level;
  /** Less has been wanted since then, at most so much. */
  lower: { sinceMs: number; peak: Level } | undefined;
}

interface Chosen {
  codec: VideoCodecName;
  /** For this choice of the meeting. */
  video: VideoChoice;
  /** Another would be preferred since then. */
  otherSinceMs: number | undefined;
}

/**
 * What each client is to send: more at once, less when that has lasted, and another codec at once only
 * where somebody can't play the present one. A new owner goes on from what clients say they do.
 */
export class Demands {
  readonly #settled = new Map<ProducerId, Settled>();
  readonly #chosen = new Map<PeerId, Chosen>();
  #dueMs = Infinity;

  /** When something changes by time alone; Infinity: nothing does. */
  get dueMs(): number {
    return this.#dueMs;
  }

  /** Of those whose clients read it. */
  settle(room: Readonly<Room>, views: Views, nowMs: number): Map<PeerId, Demand> {
    this.#dueMs = Infinity;
    const readers = Object.values(room.peers)
      .filter(({ capabilities }) => capabilities.encodes !== undefined);
    forget(this.#chosen, (id) => room.peers[id] !== undefined);
    if (readers.length === 0) return new Map();
    const levels = watchedLevels(room, views);
    const decoders = decodersAmong(Object.values(room.peers));
    forget(this.#settled, (id) => levels.has(id));
    return new Map(readers.map((peer) => {
      const said = views.get(peer.id)?.demand;
      const watched = Object.keys(peer.producers).flatMap((producerId) => {
        const wanted = levels.get(producerId);
        if (!wanted) return [];
        const before = said?.watched.find((item) => item.producerId === producerId);
        const level = this.#level(producerId, wanted, before, nowMs);
        if (level >= wanted.top) return [];
        return [{ producerId, spatial: level === UNWATCHED ? null : level }];
      });
      const codec = this.#codec(room.meeting.settings, peer, {
        decoders,
        said: said?.codec,
        nowMs,
      });
      return [peer.id, { codec, watched }];
    }));
  }

  #level(
    id: ProducerId,
    { level: wanted, top }: { level: Level; top: Level },
    before: Demand["watched"][number] | undefined,
    nowMs: number,
  ): Level {
    const known = this.#settled.get(id) ??
      { level: before ? before.spatial ?? UNWATCHED : top, lower: undefined };
    this.#settled.set(id, known);
    if (wanted >= known.level) {
      known.level = wanted;
      known.lower = undefined;
      return wanted;
    }
    const { sinceMs, peak } = known.lower ?? { sinceMs: nowMs, peak: wanted };
    known.lower = { sinceMs, peak: Math.max(peak, wanted) };
    if (nowMs - sinceMs >= DOWN_AFTER_MS) {
      known.level = known.lower.peak;
      known.lower = wanted < known.level ? { sinceMs: nowMs, peak: wanted } : undefined;
    }
    if (known.lower) this.#due(known.lower.sinceMs + DOWN_AFTER_MS);
    return known.level;
  }

  #codec(
    settings: Settings,
    peer: Peer,
    { decoders, said, nowMs }: {
      decoders: Decoders;
      said: VideoCodecName | undefined;
      nowMs: number;
    },
  ): VideoCodecName {
    const best = videoCodecFor(settings, peer, decoders);
    const known = this.#chosen.get(peer.id) ??
      { codec: said ?? best, video: settings.video, otherSinceMs: undefined };
    this.#chosen.set(peer.id, known);
    const isPlayed = isPlayedByAll(known.codec, decoders);
    const isSendable = peer.capabilities.encodes?.includes(known.codec) ?? false;
    known.otherSinceMs = best === known.codec ? undefined : known.otherSinceMs ?? nowMs;
    const hasLasted = nowMs - (known.otherSinceMs ?? nowMs) >= CODEC_RETURN_MS;
    if (!isPlayed || !isSendable || known.video !== settings.video || hasLasted) {
      known.codec = best;
      known.otherSinceMs = undefined;
    }
    known.video = settings.video;
    if (known.otherSinceMs !== undefined) this.#due(known.otherSinceMs + CODEC_RETURN_MS);
    return known.codec;
  }

  #due(atMs: number): void {
    this.#dueMs = Math.min(this.#dueMs, atMs);
  }
}

function forget<K>(map: Map<K, unknown>, isThere: (key: K) => boolean): void {
  for (const key of map.keys()) if (!isThere(key)) map.delete(key);
}
