/**
 * This client's media in a room: one plane, or two while the room moves. Told what to send and
 * what the owner offers, it keeps both so; everything it is told may be told again.
 */
import { signal } from "@preact/signals";
import type { types } from "mediasoup-client";
import type {
  ConsumerId,
  IceServer,
  MediaUpdate,
  ProducerId,
  Publish,
} from "../../protocol/mod.ts";
import { MediaPlane } from "./media_plane.ts";
import type { LocalTrack, RemoteTrack } from "./tracks.ts";

/** A new plane's picture replaces the old one's when it moves, or after this long at most. */
export const SWAP_MAX_MS = 3_000;
/** A transport may be disconnected for so long before the session starts over. */
export const DISCONNECTED_GRACE_MS = 2_000;

export interface MediaSessionOptions {
  device: types.Device;
  publish: (publish: Publish) => Promise<unknown>;
  /** What the view states has changed, and this is worth saying at once. */
  viewChanged: () => void;
  /** No way to the media node; only new transports help. */
  lost: () => void;
}

export class MediaSession {
  readonly #options: MediaSessionOptions;
  readonly #locals = new Map<string, LocalTrack>();
  readonly #remote = signal<ReadonlyMap<ProducerId, RemoteTrack>>(new Map());
  readonly #isHealthy = signal(true);
  #plane: MediaPlane | undefined;
  /** Work on planes is done one step at a time. */
  #queue: Promise<void> = Promise.resolve();
  #iceServers: readonly IceServer[] = [];
  #troubleTimer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(options: MediaSessionOptions) {
    this.#options = options;
  }

  /** Tracks to show, by producer. */
  get remote() {
    return this.#remote;
  }

  /** False while media has no way through. */
  get isHealthy() {
    return this.#isHealthy;
  }

  /** 0: none yet. */
  get generation(): number {
    return this.#plane?.generation ?? 0;
  }

  /** Consumers that can play. */
  get ready(): ConsumerId[] {
    return [...this.#plane?.consumers.keys() ?? []];
  }

  get locals(): ReadonlyMap<string, LocalTrack> {
    return this.#locals;
  }

  setIceServers(iceServers: readonly IceServer[]): void {
    this.#iceServers = iceServers;
  }

  /** Sends a track, or changes how; before there is a plane it is kept for it. */
  setLocal(local: LocalTrack): void {
    this.#locals.set(local.key, local);
    const plane = this.#plane;
    if (plane) this.#run(() => plane.produce(this.#locals.get(local.key) ?? local));
  }

  removeLocal(key: string): void {
    this.#locals.delete(key);
    this.#run(() => Promise.resolve(this.#plane?.unproduce(key)));
  }

  /** Takes what the owner says. `isNew`: a new session, whose transports replace all others. */
  update(media: MediaUpdate, isNew = false): void {
    this.#run(async () => {
      const current = this.#plane;
      const isNewer = isNew || media.generation > this.generation;
      if (isNewer && media.transports) return await this.#build(media, media.transports);
      if (!current || media.generation !== current.generation) return;
      for (const id of media.closed) current.closeConsumer(id);
      await current.consume(media.consumers);
      this.#show(current);
      this.#options.viewChanged();
    });
  }

  /** Says again what may have been lost. */
  restate(): void {
    this.#plane?.restate();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#troubleTimer);
    this.#plane?.close();
    this.#remote.value = new Map();
  }

  async #build(
    media: MediaUpdate,
    transports: NonNullable<MediaUpdate["transports"]>,
  ): Promise<void> {
    const old = this.#plane;
    const plane: MediaPlane = new MediaPlane({
      device: this.#options.device,
      generation: media.generation,
      transports,
      iceServers: this.#iceServers,
      publish: this.#options.publish,
      troubled: (state) => this.#troubled(plane, state),
      changed: () => this.#checkHealth(),
    });
    this.#plane = plane;
    await Promise.allSettled([
      plane.consume(media.consumers),
      ...[...this.#locals.values()].map((local) => plane.produce(local)),
    ]);
    if (this.#isClosed) return plane.close();
    if (!old) this.#show(plane);
    this.#options.viewChanged();
    if (!old) return;
    // Not awaited: muting must not wait for a move. Tiles show the old plane's tracks meanwhile.
    playing(plane).then(() => {
      if (plane === this.#plane) this.#show(plane);
      old.close();
      this.#checkHealth();
    });
  }

  #show(plane: MediaPlane): void {
    const shown = this.#remote.peek();
    this.#remote.value = new Map(
      plane.remoteTracks().map((track) => {
        const same = shown.get(track.producerId);
        // An unchanged track keeps its object, so that what shows it is left alone.
        return [track.producerId, same?.consumerId === track.consumerId ? same : track];
      }),
    );
  }

  #troubled(plane: MediaPlane, state: "disconnected" | "failed"): void {
    clearTimeout(this.#troubleTimer);
    const graceMs = state === "failed" ? 0 : DISCONNECTED_GRACE_MS;
    this.#troubleTimer = setTimeout(() => {
      if (plane === this.#plane && !plane.isClosed && !plane.isHealthy) this.#options.lost();
    }, graceMs);
  }

  #checkHealth(): void {
    this.#isHealthy.value = this.#plane?.isHealthy ?? true;
  }

  #run(step: () => Promise<void>): void {
    this.#queue = this.#queue.then(async () => {
      if (!this.#isClosed) await step();
    }).catch((error) => {
      if (!this.#isClosed) console.warn("Cannot change media:", error);
    });
  }
}

/** Until every video of a plane has begun to arrive, or has had its time. */
function playing(plane: MediaPlane): Promise<unknown> {
  const muted = plane.remoteTracks().map(({ track }) => track).filter((track) => track.muted);
  const all = Promise.all(
    muted.map((track) =>
      new Promise<void>((resolve) =>
        track.addEventListener("unmute", () => resolve(), { once: true })
      )
    ),
  );
  return Promise.race([all, new Promise((resolve) => setTimeout(resolve, SWAP_MAX_MS))]);
}
