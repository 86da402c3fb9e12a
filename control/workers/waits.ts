/** How long tracks of a room have waited for their taps. Pure: times come in. */
import { type ProducerId, producerOfNode, type RecordedTrack } from "../../protocol/mod.ts";

/** A tap is made in less than that: of more the worker is told. */
const WORTH_TELLING_MS = 300;

interface Wait {
  readonly sinceMs: number;
  /** Absent: it still does. */
  waitedMs?: number;
}

/** For one worker: another one's taps are waited for anew. */
export class Waits {
  readonly #tracks = new Map<ProducerId, Wait>();

  /** These are to be brought now, and no others. */
  look(ids: readonly ProducerId[], nowMs: number): void {
    const wanted = new Set(ids);
    for (const id of this.#tracks.keys()) if (!wanted.has(id)) this.#tracks.delete(id);
    for (const id of wanted) if (!this.#tracks.has(id)) this.#tracks.set(id, { sinceMs: nowMs });
  }

  /** With a tap, of which it says how late it came: the same each time. */
  told(track: RecordedTrack, nowMs: number): RecordedTrack {
    const wait = this.#tracks.get(producerOfNode(track.tap.producerId));
    if (!wait) return track;
    const waitedMs = wait.waitedMs ??= Math.round(nowMs - wait.sinceMs);
    return waitedMs < WORTH_TELLING_MS ? track : { ...track, waitedMs };
  }
}
