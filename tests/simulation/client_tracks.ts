/** What a client sends, and what the room was told of it on each plane. */
import { AUDIO, DTLS, VIDEO } from "../../control/room/testing/given.ts";
import type { Publish, RoomReply } from "../../protocol/mod.ts";
import type { ClientPlane } from "./client_media.ts";
import type { TrackKey } from "./scenario.ts";

export interface ClientTracksOptions {
  /** Planes it has, the one in use first: by that one the room hears of a track first. */
  planes: () => readonly ClientPlane[];
  publish: (publish: Publish) => Promise<RoomReply | undefined>;
  /** Lets work go on by itself. */
  start: (work: Promise<unknown>) => void;
}

export class ClientTracks {
  readonly #options: ClientTracksOptions;
  readonly #tracks = new Map<TrackKey, { paused: boolean }>();

  constructor(options: ClientTracksOptions) {
    this.#options = options;
  }

  has(key: TrackKey): boolean {
    return this.#tracks.has(key);
  }

  open(key: TrackKey): void {
    this.#tracks.set(key, { paused: false });
    for (const plane of this.#options.planes()) {
      // A plane that was not told of other tracks either is told of all.
      const tracks = plane.answered === "no" ? this.#all : [trackOf(key, false)];
      this.#options.start(this.#say(plane, tracks));
    }
  }

  /** Mutes or unmutes; returns whether it is paused now, `undefined` where there is no such track. */
  toggle(key: TrackKey): boolean | undefined {
    const track = this.#tracks.get(key);
    if (!track) return undefined;
    track.paused = !track.paused;
    return track.paused;
  }

  /** Whether there was such a track. */
  close(key: TrackKey): boolean {
    return this.#tracks.delete(key);
  }

  clear(): void {
    this.#tracks.clear();
  }

  /** DTLS answers for new transports, and everything it sends, on them. */
  answer(): void {
    for (const plane of this.#options.planes()) {
      if (plane.answered === "no") this.#options.start(this.#say(plane, this.#all));
    }
  }

  get #all(): Publish["producers"] {
    return [...this.#tracks].map(([key, { paused }]) => trackOf(key, paused));
  }

  /** What did not get through is said again with the next look. */
  async #say(plane: ClientPlane, producers: Publish["producers"]): Promise<void> {
    const { generation } = plane;
    plane.answered = "being told";
    const transports = (["send", "recv"] as const).map((direction) => ({ direction, dtls: DTLS }));
    const reply = await this.#options.publish({ generation, transports, producers });
    // Of two that were under way, one that failed counts.
    if (!reply?.ok) plane.answered = "no";
    else if (plane.answered === "being told") plane.answered = "yes";
  }
}

function trackOf(key: TrackKey, paused: boolean): Publish["producers"][number] {
  return { key, source: key, rtpParameters: key === "mic" ? AUDIO : VIDEO, paused };
}
