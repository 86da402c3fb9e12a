/** A participant's media: the plane in use, the one that stands by, and what is sent and received. */
import {
  type ConsumerInfo,
  type MediaUpdate,
  type PlaneView,
  producerOfNode,
  type Publish,
} from "../../protocol/mod.ts";
import { MediaPlane } from "./media_plane.ts";
import type { SyntheticTrack } from "./synthetic_track.ts";

type Transports = NonNullable<MediaUpdate["transports"]>;

/** A plane with what comes through it. */
interface Used {
  readonly plane: MediaPlane;
  readonly consumers: Map<string, ConsumerInfo>;
}

export interface ParticipantMediaOptions {
  /** Tells the room what is sent where. */
  publish: (publish: Publish) => Promise<void>;
  /** A handshake failed. */
  failed: (error: unknown) => void;
}

export class ParticipantMedia implements AsyncDisposable {
  readonly tracks = new Map<string, SyntheticTrack>();
  readonly paused = new Set<string>();
  readonly #options: ParticipantMediaOptions;
  #active: Used | undefined;
  #standby: Used | undefined;
  /** Planes that are not used any more but may still bring packets. */
  readonly #left: Used[] = [];
  /** Packets that came through planes that are closed, by producer. */
  readonly #earlier = new Map<string, number>();

  constructor(options: ParticipantMediaOptions) {
    this.#options = options;
  }

  get generation(): number {
    return this.#active?.plane.generation ?? 0;
  }

  /** Port of the media node that carries the plane in use; 0: none. */
  get port(): number {
    return this.#active?.plane.port ?? 0;
  }

  /** Whether media can flow: both transports of the plane in use are connected. */
  get connected(): boolean {
    return this.#active?.plane.connected ?? false;
  }

  /** Whether there is a second plane, connected, that could take over now. */
  get secured(): boolean {
    return this.#standby?.plane.connected ?? false;
  }

  get consumers(): readonly ConsumerInfo[] {
    return [...this.#active?.consumers.values() ?? []];
  }

  /** Both planes as a view states them. */
  get planes(): PlaneView & { standby?: PlaneView } {
    return {
      ...planeView(this.#active),
      ...(this.#standby && { standby: planeView(this.#standby) }),
    };
  }

  /** RTP packets received of a producer, over all planes and consumers there have been. */
  packetsOf(producer: string): number {
    const planes = [this.#active, this.#standby, ...this.#left];
    return planes.reduce(
      (sum, used) => sum + (used ? packetsOf(used, producer) : 0),
      this.#earlier.get(producer) ?? 0,
    );
  }

  async take(media: MediaUpdate): Promise<void> {
    const { generation, use } = media;
    if (use === "closed") {
      if (this.#standby?.plane.generation === generation) {
        this.#standby = await this.#leave("standby");
      }
      return;
    }
    const isKnown = [this.#active, this.#standby]
      .some((used) => used?.plane.generation === generation);
    if (!isKnown) {
      // News for a former socket may reach the next: what one can't know is told again with its transports.
      if (generation < this.generation || !media.transports) return;
      await this.#open(media, media.transports);
    }
    if (use === "active" && this.#standby?.plane.generation === generation) this.#promote();
    const used = use === "active" ? this.#active : this.#standby;
    if (used?.plane.generation !== generation) return;
    for (const consumer of media.consumers) used.consumers.set(consumer.id, consumer);
    for (const id of media.closed) used.consumers.delete(id);
  }

  /** Tells the rooms of these tracks and begins to send them. */
  async open(tracks: readonly SyntheticTrack[]): Promise<void> {
    if (!this.#active) throw new Error("Cannot open a track: no media node has been given yet");
    await this.#publish(this.#active, tracks, []);
    for (const track of tracks) this.#active.plane.start(track);
    if (this.#standby) await this.#publish(this.#standby, tracks, []);
  }

  stop(key: string): void {
    for (const used of [this.#active, ...this.#left]) used?.plane.stop(key);
  }

  start(key: string): void {
    const track = this.tracks.get(key);
    if (track) this.#active?.plane.start(track);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const used of [this.#active, this.#standby, ...this.#left]) {
      await used?.plane[Symbol.asyncDispose]();
    }
  }

  async #open({ generation, use }: MediaUpdate, transports: Transports): Promise<void> {
    const plane = await MediaPlane.open(generation, transports);
    const used: Used = { plane, consumers: new Map() };
    if (use === "active") {
      await this.#leave("active");
      this.#active = used;
    } else {
      await this.#leave("standby");
      this.#standby = used;
    }
    plane.connect().catch((error) => {
      // A plane that is left may well not get its answer any more.
      if (this.#active === used) this.#options.failed(error);
    });
    const tracks = [...this.tracks.values()];
    // One message carries both DTLS answers and all tracks; handshakes run beside it.
    await this.#publish(used, tracks, plane.transports);
    if (this.#active === used) this.#sendOn(used);
  }

  /** The second plane is the one in use now; the first is left once the second brings something. */
  #promote(): void {
    const [former, next] = [this.#active, this.#standby];
    this.#active = next;
    this.#standby = undefined;
    if (next) this.#sendOn(next);
    if (!former) return;
    this.#left.push(former);
    next?.plane.onFirstPacket(() => {
      this.#close(former).catch(this.#options.failed);
    });
  }

  #sendOn({ plane }: Used): void {
    for (const track of this.tracks.values()) {
      if (!this.paused.has(track.key)) plane.start(track);
    }
  }

  async #leave(use: "active" | "standby"): Promise<undefined> {
    const used = use === "active" ? this.#active : this.#standby;
    if (use === "active") this.#active = undefined;
    else this.#standby = undefined;
    if (used) await this.#close(used);
  }

  async #close(used: Used): Promise<void> {
    const at = this.#left.indexOf(used);
    if (at >= 0) this.#left.splice(at, 1);
    const producers = new Set([...used.consumers.values()].map(producerOf));
    for (const producer of producers) {
      const packets = (this.#earlier.get(producer) ?? 0) + packetsOf(used, producer);
      this.#earlier.set(producer, packets);
    }
    await used.plane[Symbol.asyncDispose]();
  }

  async #publish(
    { plane: { generation } }: Used,
    tracks: readonly SyntheticTrack[],
    transports: Publish["transports"],
  ): Promise<void> {
    const producers = tracks.map(({ key, source, rtpParameters }) => ({
      key,
      source,
      rtpParameters,
      paused: this.paused.has(key),
    }));
    await this.#options.publish({ generation, transports, producers });
  }
}

function planeView(used: Used | undefined): PlaneView {
  return {
    generation: used?.plane.generation ?? 0,
    ready: [...used?.consumers.keys() ?? []],
  };
}

function packetsOf({ plane, consumers }: Used, producer: string): number {
  return [...consumers.values()]
    .filter((consumer) => producerOf(consumer) === producer)
    .reduce((sum, consumer) => sum + plane.packetsOf(consumer), 0);
}

/** A consumer may name its producer as the room does or as its media node does. */
function producerOf({ producerId: id }: ConsumerInfo): string {
  return id.split(":").length > 2 ? producerOfNode(id) : id;
}
