/**
 * This client's media in a room: the plane in use, one that stands by on another node, and for a
 * moment the one that was in use before. Told what to send and what the owner offers, it keeps all
 * of them so; everything it is told may be told again.
 */
import { signal } from "@preact/signals";
import type { types } from "mediasoup-client";
import type { IceServer, MediaUpdate, ProducerId, Publish, View } from "../../protocol/mod.ts";
import { Doubling } from "./doubling.ts";
import { IceCare } from "./ice_care.ts";
import { MediaPlane, type Transports } from "./media_plane.ts";
import { RetiredPlanes } from "./retired_planes.ts";
import { ShownTracks } from "./shown_tracks.ts";
import { type Expectation, SilenceWatch } from "./silence_watch.ts";
import type { LocalTrack, RemoteTrack } from "./tracks.ts";

/** A standby is built so long after the plane in use got through: joining comes first. */
export const STANDBY_DELAY_MS = 500;
/** While one plane takes over from another, what is shown is chosen anew so often. */
export const SWITCH_STEP_MS = 100;

export interface MediaSessionOptions {
  device: types.Device;
  publish: (publish: Publish) => Promise<unknown>;
  /** What the view states has changed, and this is worth saying at once. */
  viewChanged: () => void;
  /** No way to the media node; only a new session helps. */
  lost: () => void;
  /** Whether the owner can be reached now. */
  canSignal: () => boolean;
  /** What a producer brings while all is well. */
  expects: (producerId: ProducerId) => Expectation;
}

export class MediaSession {
  readonly #options: MediaSessionOptions;
  readonly #locals = new Map<string, LocalTrack>();
  readonly #tracks = new ShownTracks();
  readonly #isHealthy = signal(true);
  readonly #watch: SilenceWatch;
  readonly #doubling: Doubling;
  readonly #iceCare: IceCare;
  readonly #retired: RetiredPlanes;
  #active: MediaPlane | undefined;
  #standby: MediaPlane | undefined;
  /** A standby offered before the plane in use got through. */
  #offered: MediaUpdate | undefined;
  /** The session has no plane yet; one in use is still the last session's. */
  #isFresh = true;
  #planesMade = 0;
  #iceServers: readonly IceServer[] = [];
  #standbyTimer: ReturnType<typeof setTimeout> | undefined;
  #switchTimer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(options: MediaSessionOptions) {
    this.#options = options;
    const expects = ({ producerId }: RemoteTrack) => options.expects(producerId);
    this.#retired = new RetiredPlanes(this.#tracks, expects);
    this.#iceCare = new IceCare({
      canSignal: options.canSignal,
      isKept: (plane) => this.#kept().includes(plane),
      stated: options.viewChanged,
      gaveUp: (plane) => plane === this.#active ? options.lost() : this.#iceCare.restart(plane),
    });
    this.#doubling = new Doubling({
      standby: () => this.#standby,
      lasting: () => this.#active && this.#iceCare.restart(this.#active),
      changed: () => this.#choose(),
    });
    this.#watch = new SilenceWatch({
      expects,
      changed: (isSilent) => {
        this.#doubling.heard(isSilent);
        this.#checkHealth();
        options.viewChanged();
      },
    });
  }

  /** Tracks to show, by producer. */
  get remote() {
    return this.#tracks.shown;
  }

  /** Tracks that may be shown next, by producer: to be attached, unseen and unheard. */
  get waiting() {
    return this.#tracks.waiting;
  }

  /** False while media has no way through. */
  get isHealthy() {
    return this.#isHealthy;
  }

  /** 0: none yet. */
  get generation(): number {
    return this.#isFresh ? 0 : this.#active?.generation ?? 0;
  }

  get standby(): MediaPlane | undefined {
    return this.#standby;
  }

  /** What the client states of its planes. */
  get view(): Omit<View, "tiles"> {
    if (this.#isFresh || !this.#active) return { generation: 0, ready: [] };
    return {
      ...this.#active.view,
      ...(this.#standby && { standby: this.#standby.view }),
      ...(this.#watch.isSilent && { silent: true }),
    };
  }

  get locals(): ReadonlyMap<string, LocalTrack> {
    return this.#locals;
  }

  /** A session begins: what the owner offers from now on replaces everything. */
  begin(iceServers: readonly IceServer[]): void {
    this.#iceServers = iceServers;
    this.#isFresh = true;
    this.#dropStandby();
  }

  /** The session is back on a socket: says what may have been lost. */
  resume(iceServers: readonly IceServer[]): void {
    this.#iceServers = iceServers;
    this.restate();
    for (const plane of this.#kept()) if (!plane.isHealthy) this.#iceCare.restart(plane);
  }

  restate(): void {
    for (const plane of this.#kept()) plane.restate();
  }

  /** The machine is on another network, or woke: finds new ways before the old ones time out. */
  networkChanged(): void {
    for (const plane of this.#kept()) this.#iceCare.restart(plane);
  }

  /** Sends a track, or changes how; before there is a plane it is kept for it. */
  setLocal(local: LocalTrack): void {
    this.#locals.set(local.key, local);
    this.#run(async () => {
      await this.#active?.senders.set(local); // By it the room hears of the track first.
      const newest = this.#locals.get(local.key);
      if (newest) await this.#standby?.senders.set(newest);
    });
  }

  removeLocal(key: string): void {
    this.#locals.delete(key);
    for (const plane of this.#kept()) this.#run(() => plane.senders.remove(key));
  }

  /** Takes what the owner says. */
  update(media: MediaUpdate): void {
    const { use, generation } = media;
    const plane = this.#isFresh ? undefined : this.#kept().find((p) => p.generation === generation);
    switch (use) {
      case "active":
        if (plane && plane === this.#standby) this.#promote(plane);
        if (plane) return this.#run(() => this.#apply(plane, media));
        if (media.transports && generation > this.generation) {
          const { transports } = media;
          this.#run(() => this.#replace(media, transports));
        }
        return;
      case "standby":
        if (plane) return this.#run(() => this.#apply(plane, media));
        return this.#offer(media);
      case "closed":
        if (this.#offered?.generation === generation) this.#offered = undefined;
        if (!plane || plane !== this.#standby) return;
        this.#dropStandby();
        return this.#options.viewChanged();
      default:
        return use satisfies never;
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#dropStandby();
    this.#iceCare.dispose();
    this.#watch.watch(undefined);
    this.#retired.close();
    this.#active?.close();
    clearTimeout(this.#switchTimer);
    this.#tracks.clear();
  }

  async #apply(plane: MediaPlane, media: MediaUpdate): Promise<void> {
    for (const id of media.closed) plane.closeConsumer(id);
    const { ice, transports } = media;
    await Promise.all([
      plane.consume(media.consumers),
      ice !== undefined && transports && plane.restartIce(ice, transports),
    ]);
    this.#settled();
  }

  /** Brings everything to a plane that was made for it. */
  async #fill(plane: MediaPlane, media: MediaUpdate): Promise<void> {
    await Promise.all([plane.consume(media.consumers), plane.produce(this.#locals.values())]);
    this.#settled();
  }

  /** A plane in place of the one in use, which plays on until the new one does. */
  #replace(media: MediaUpdate, transports: Transports): Promise<void> {
    const plane = this.#make(media, transports, true);
    this.#isFresh = false;
    this.#use(plane);
    return this.#fill(plane, media);
  }

  /** Takes the standby into use: nothing of this waits for an answer. */
  #promote(plane: MediaPlane): void {
    this.#standby = undefined;
    plane.senders.use(true);
    this.#use(plane);
    this.#options.viewChanged();
  }

  #use(plane: MediaPlane): void {
    if (this.#active) this.#retired.add(this.#active);
    this.#active = plane;
    this.#doubling.forget();
    this.#watch.watch(plane);
    this.#choose();
  }

  #offer(media: MediaUpdate): void {
    const newest = Math.max(this.generation, this.#standby?.generation ?? 0);
    if (!media.transports || media.generation <= newest) return;
    this.#offered = media;
    this.#prepare();
  }

  /** Builds the standby that was offered, some time after the plane in use got through. */
  #prepare(): void {
    if (!this.#offered || !this.#active?.isConnected || this.#standbyTimer !== undefined) return;
    this.#standbyTimer = setTimeout(() => {
      this.#standbyTimer = undefined;
      const media = this.#offered;
      if (!media?.transports) return;
      this.#dropStandby();
      const plane = this.#standby = this.#make(media, media.transports, false);
      this.#run(() => this.#fill(plane, media));
    }, STANDBY_DELAY_MS);
  }

  #dropStandby(): void {
    clearTimeout(this.#standbyTimer);
    this.#standbyTimer = undefined;
    this.#offered = undefined;
    this.#doubling.forget();
    this.#standby?.close();
    this.#standby = undefined;
    this.#choose();
  }

  #make({ generation }: MediaUpdate, transports: Transports, isInUse: boolean): MediaPlane {
    return new MediaPlane({
      device: this.#options.device,
      id: ++this.#planesMade,
      generation,
      transports,
      iceServers: this.#iceServers,
      isInUse,
      say: (transports, producers) => this.#options.publish({ generation, transports, producers }),
      stateChanged: (plane) => {
        if (this.#kept().includes(plane)) this.#iceCare.stateChanged(plane);
        this.#checkHealth();
        this.#prepare();
      },
      arrived: (remote) => {
        this.#tracks.note(remote);
        this.#choose();
      },
    });
  }

  #kept(): MediaPlane[] {
    return [this.#active, this.#standby].filter((plane) => plane !== undefined);
  }

  #settled(): void {
    if (this.#isClosed) return;
    this.#choose();
    this.#options.viewChanged();
  }

  #choose(): void {
    if (this.#isClosed) return;
    const remotes = [...this.#kept(), ...this.#retired.planes].flatMap(({ remotes }) => remotes);
    const isSwitching = this.#retired.planes.length > 0 || this.#doubling.isOn;
    this.#tracks.choose(remotes, this.#active?.id ?? 0, isSwitching);
    this.#checkHealth();
    if (this.#retired.tidy()) return this.#choose();
    clearTimeout(this.#switchTimer);
    if (isSwitching) this.#switchTimer = setTimeout(() => this.#choose(), SWITCH_STEP_MS);
  }

  #checkHealth(): void {
    const isOpen = (this.#active?.isHealthy ?? true) && !this.#watch.isSilent;
    const standbyId = this.#standby?.id;
    this.#isHealthy.value = isOpen || (this.#doubling.isOn &&
      [...this.#tracks.shown.peek().values()].some(({ plane }) => plane === standbyId));
  }

  #run(step: () => Promise<void>): void {
    if (this.#isClosed) return;
    step().catch((error) => {
      if (!this.#isClosed) console.warn("Cannot change media:", error);
    });
  }
}
