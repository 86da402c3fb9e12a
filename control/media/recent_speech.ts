import { type PeerId, type ProducerId, producerOfNode } from "../../protocol/mod.ts";
import type { Room, Speech } from "../room/mod.ts";

/** Microphones remembered by when they were last used; the rest comes after them. */
const RECENT_MAX = 64;
/** Who is the loudest for so long has the floor: bandwidth is not shifted for every cough. */
export const FLOOR_AFTER_MS = 1_500;

/** Who spoke in a room, as its media nodes tell. Seen and forgotten: a new owner hears it soon. */
export class RecentSpeech {
  #recent: ProducerId[] = [];
  #open: ReadonlySet<ProducerId> | undefined;
  #loudest: { id: ProducerId; sinceMs: number } | undefined;
  #speaker: ProducerId | undefined;

  get speech(): Speech {
    const speaker = this.#speaker && peerOf(this.#speaker);
    return { recent: this.#recent, ...(speaker !== undefined && { speaker }) };
  }

  /** Nodes name the loudest first. Returns whether another speaks, or somebody begins to. */
  heard(nodeProducerIds: readonly ProducerId[], nowMs: number): boolean {
    const ids = nodeProducerIds.map(producerOfNode);
    const [first] = ids;
    if (first !== undefined && first !== this.#loudest?.id) {
      this.#loudest = { id: first, sinceMs: nowMs };
    }
    const before = this.#speaker;
    if (this.#loudest && nowMs - this.#loudest.sinceMs >= FLOOR_AFTER_MS) {
      this.#speaker = this.#loudest.id;
    }
    const hadPlace = new Set(this.#recent.slice(0, ids.length));
    this.#first(ids);
    return this.#speaker !== before || ids.some((id) => !hadPlace.has(id));
  }

  /** Who opens a microphone is about to speak, and is heard from the first word. */
  follow({ peers }: Readonly<Room>): void {
    const open = new Set(
      Object.values(peers).flatMap(({ producers }) =>
        Object.values(producers).filter(({ source, paused }) => source === "mic" && !paused)
          .map(({ id }) => id)
      ),
    );
    const known = this.#open;
    this.#open = open;
    if (known) this.#first([...open].filter((id) => !known.has(id)));
  }

  #first(ids: readonly ProducerId[]): void {
    if (ids.length === 0) return;
    this.#recent = [...new Set([...ids, ...this.#recent])].slice(0, RECENT_MAX);
  }
}

const peerOf = (id: ProducerId): PeerId => id.slice(0, id.indexOf(":"));
