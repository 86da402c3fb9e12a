/**
 * This client's media in a room. Told what to send and what the owner offers, it keeps its planes so;
 * everything it is told may be told again. What it does by itself, where nobody may be there to tell
 * it, is in `doubling.ts` and `ice_care.ts`.
 */
import { signal } from "@preact/signals";
import type { types } from "mediasoup-client";
import type {
  Demand,
  IceConfig,
  MediaUpdate,
  ProducerId,
  Publish,
  View,
} from "../../protocol/mod.ts";
import type { Protection } from "../e2ee/frame_protection.ts";
import type { DirectCall } from "./direct/direct_call.ts";
import { arrivalClock } from "./arrivals.ts";
import { Doubling } from "./doubling.ts";
import { IceCare } from "./ice_care.ts";
import type { IcePath } from "./ice_path.ts";
import { MediaPlane, type Transports } from "./media_plane.ts";
import { PathWatch } from "./path_watch.ts";
import { Planes } from "./planes.ts";
import { RetiredPlanes } from "./retired_planes.ts";
import { type Choice, ShownTracks } from "./shown_tracks.ts";
import { type Expectation, SilenceWatch } from "./silence_watch.ts";
import type { LocalTrack, RemoteTrack } from "./tracks.ts";
import type { TransportStep } from "./transport_steps.ts";
import type { UplinkStats } from "./uplink_stats.ts";

/** What is used of a direct call. */
export type DirectWay = Pick<DirectCall, "id" | "remotes" | "isFlowing" | "isSwitching">;

/** What came less long ago by the standby is carried by it. */
const CARRIED_MS = 2_000;

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
  /** A connection of a plane has found its way, or has keys. */
  stepped?: (step: TransportStep) => void;
  /** A way past the media node, where there is one. */
  direct?: () => DirectWay | undefined;
  /** A local track came, changed or went. */
  localsChanged?: () => void;
  /** What encrypts and decrypts all media of planes that are made now. */
  protection?: () => Protection | undefined;
}

/** Of one plane, by the browser's ids of tracks. */
export interface Statistics {
  readonly plane: number;
  readonly reports: readonly RTCStatsReport[];
  readonly received: ReadonlyMap<string, ProducerId>;
  readonly sent: ReadonlyMap<string, Pick<LocalTrack, "key" | "source">>;
}

export class MediaSession {
  readonly #options: MediaSessionOptions;
  readonly #locals = new Map<string, LocalTrack>();
  readonly #tracks: ShownTracks;
  readonly #isHealthy = signal(true);
  readonly #retired: RetiredPlanes;
  readonly #planes: Planes;
  readonly #watch: SilenceWatch;
  readonly #doubling: Doubling;
  readonly #iceCare: IceCare;
  #planesMade = 0;
  /** What the others need of what is sent; undefined: nobody has said. */
  #demand: Demand | undefined;
  readonly #pathWatch: PathWatch<MediaPlane>;
  #ice: IceConfig = { iceServers: [] };
  /** Whether the media node gets nothing from here, since all goes another way. */
  #isHeld = false;
  #isClosed = false;

  constructor(options: MediaSessionOptions) {
    this.#options = options;
    const expects = ({ producerId }: RemoteTrack) => options.expects(producerId);
    this.#tracks = new ShownTracks({
      choice: () => this.#choice(),
      chosen: () => {
        this.#checkHealth();
        return this.#retired.tidy();
      },
    });
    this.#retired = new RetiredPlanes(this.#tracks, expects);
    this.#planes = new Planes({
      retired: this.#retired,
      make: (media, transports, isInUse) => this.#make(media, transports, isInUse),
      fill: (plane, media) => this.#run(() => this.#fill(plane, media)),
      changed: () => this.#planesChanged(),
    });
    this.#iceCare = new IceCare({
      canSignal: options.canSignal,
      isKept: (plane) => this.#planes.kept.includes(plane),
      stated: options.viewChanged,
      gaveUp: (plane) =>
        plane === this.#planes.active ? options.lost() : this.#iceCare.restart(plane),
    });
    this.#doubling = new Doubling({
      standby: () => this.#planes.standby,
      lasting: () => this.#planes.active && this.#iceCare.restart(this.#planes.active),
      changed: () => this.#tracks.choose(),
    });
    this.#pathWatch = new PathWatch({
      planes: () => this.#planes.kept,
      expectsMedia: ({ remotes }) => remotes.some((remote) => expects(remote) === "frames"),
      lost: (planes) => planes.forEach((plane) => this.#iceCare.restart(plane)),
    });
    this.#watch = new SilenceWatch({
      expects,
      isCarried: () => this.#isCarried(),
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
    return this.#planes.generation;
  }

  get standby(): MediaPlane | undefined {
    return this.#planes.standby;
  }

  /** What is known of this person's way to the node in use. */
  async uplink(): Promise<UplinkStats | undefined> {
    return await this.#planes.active?.uplink();
  }

  /** How packets of the plane in use travel, there and back. */
  async paths(): Promise<(IcePath | undefined)[]> {
    const paths = await this.#planes.active?.paths();
    return paths ? [paths.send, paths.recv] : [];
  }

  /** What the browser tells of the plane in use, and what its tracks are; none: nothing is there yet. */
  async statistics(): Promise<Statistics | undefined> {
    const { active } = this.#planes;
    if (!active) return undefined;
    const reports = await active.statistics();
    return {
      plane: active.id,
      reports,
      received: new Map(active.remotes.map(({ track, producerId }) => [track.id, producerId])),
      sent: new Map(
        [...this.#locals.values()].flatMap(({ track, key, source }) =>
          track ? [[track.id, { key, source }] as const] : []
        ),
      ),
    };
  }

  /** Carried out on the present planes. */
  get iceRestarts(): number {
    return this.#planes.kept.reduce((sum, { view: { ice } }) => sum + (ice?.applied ?? 0), 0);
  }

  /** What the client states of its planes. */
  get view(): Omit<View, "tiles"> {
    const { active, standby } = this.#planes;
    if (!active) return { generation: 0, ready: [] };
    return {
      ...active.view,
      ...(this.#demand && { demand: this.#demand }),
      ...(standby && { standby: standby.view }),
      ...(this.#watch.isSilent && { silent: true }),
    };
  }

  get locals(): ReadonlyMap<string, LocalTrack> {
    return this.#locals;
  }

  /** A session begins: what the owner offers from now on replaces everything. */
  begin(ice: IceConfig): void {
    this.#ice = ice;
    this.#planes.begin();
  }

  /** The session is back on a socket: says what may have been lost. */
  resume(ice: IceConfig): void {
    this.renewRelays(ice);
    this.restate();
    for (const plane of this.#planes.kept) if (!plane.isHealthy) this.#iceCare.restart(plane);
  }

  /** Fresh credentials, for restarts of ICE too. */
  renewRelays(ice: IceConfig): void {
    this.#ice = ice;
    for (const plane of this.#planes.kept) this.#run(() => plane.renewRelays(ice));
  }

  restate(): void {
    for (const plane of this.#planes.kept) plane.restate();
  }

  /** The machine is on another network, or woke: finds new ways before the old ones time out. */
  networkChanged(): void {
    for (const plane of this.#planes.kept) this.#iceCare.restart(plane);
  }

  /** Sends a track, or changes how; before there is a plane it is kept for it. */
  setLocal(local: LocalTrack): void {
    this.#locals.set(local.key, local);
    this.#options.localsChanged?.();
    this.#run(async () => {
      await this.#planes.active?.senders.set(local); // By it the room hears of the track first.
      const newest = this.#locals.get(local.key);
      if (newest) await this.#planes.standby?.senders.set(newest);
    });
  }

  removeLocal(key: string): void {
    this.#locals.delete(key);
    this.#options.localsChanged?.();
    for (const plane of this.#planes.kept) this.#run(() => plane.senders.remove(key));
  }

  /** Sends nothing to the media node, or everything again, at once. */
  hold(isHeld: boolean): void {
    if (this.#isHeld === isHeld) return;
    this.#isHeld = isHeld;
    this.#planes.active?.senders.use(!isHeld);
  }

  /** Other tracks may be the better ones now. */
  chooseTracks(): void {
    if (!this.#isClosed) this.#tracks.choose();
  }

  /** A track that came another way has its first packet. */
  arrived(remote: RemoteTrack): void {
    this.#tracks.arrived(remote);
  }

  arrivedAt(remote: RemoteTrack): number {
    return this.#tracks.arrivedAt(remote);
  }

  /** Takes what the owner says. */
  update(media: MediaUpdate): void {
    if (media.demand) this.#heed(media.demand);
    const plane = this.#planes.find(media.generation);
    switch (media.use) {
      case "active":
        if (!plane) return this.#planes.replace(media);
        if (plane === this.#planes.standby) {
          this.#planes.promote(media.lost);
          if (this.#isHeld) plane.senders.use(false);
          this.#options.viewChanged();
        }
        break;
      case "standby":
        if (!plane) return this.#planes.offer(media);
        break;
      case "closed":
        this.#planes.withdraw(media.generation);
        return this.#options.viewChanged();
      default:
        return media.use satisfies never;
    }
    this.#run(() => this.#apply(plane, media));
  }

  #heed(demand: Demand): void {
    this.#demand = demand;
    this.#run(async () => {
      await this.#planes.active?.senders.heed(demand); // As with new tracks.
      if (this.#demand) await this.#planes.standby?.senders.heed(this.#demand);
    });
    if (this.#planes.active) this.#options.viewChanged();
  }

  close(): void {
    this.#isClosed = true;
    this.#planes.close();
    this.#doubling.forget();
    this.#iceCare.dispose();
    this.#pathWatch[Symbol.dispose]();
    this.#watch.watch(undefined);
    this.#tracks.clear();
  }

  async #apply(plane: MediaPlane, media: MediaUpdate): Promise<void> {
    const { ice, transports } = media;
    await Promise.all([
      plane.consume(media.consumers),
      ice !== undefined && transports && plane.restartIce(ice, transports),
    ]);
    // Afterwards: a track that is sent anew takes over from its last picture.
    for (const id of media.closed) plane.closeConsumer(id);
    this.#settled();
  }

  async #fill(plane: MediaPlane, media: MediaUpdate): Promise<void> {
    await Promise.all([plane.consume(media.consumers), plane.produce(this.#locals.values())]);
    this.#settled();
  }

  #make({ generation }: MediaUpdate, transports: Transports, isInUse: boolean): MediaPlane {
    const plane = new MediaPlane({
      device: this.#options.device,
      id: ++this.#planesMade,
      generation,
      transports,
      ice: this.#ice,
      isInUse: isInUse && !this.#isHeld,
      protection: this.#options.protection?.(),
      say: (transports, producers) => this.#options.publish({ generation, transports, producers }),
      stepped: this.#options.stepped,
      stateChanged: (plane) => {
        if (this.#planes.kept.includes(plane)) this.#iceCare.stateChanged(plane);
        this.#checkHealth();
        this.#planes.prepare();
      },
      arrived: (remote) => this.#tracks.arrived(remote),
    });
    if (this.#demand) plane.senders.heed(this.#demand);
    return plane;
  }

  #planesChanged(): void {
    if (this.#isClosed) return;
    this.#doubling.forget();
    this.#watch.watch(this.#planes.active);
    this.#tracks.choose();
  }

  #settled(): void {
    if (this.#isClosed) return;
    this.#tracks.choose();
    this.#options.viewChanged();
  }

  #choice(): Choice {
    const { active, all } = this.#planes;
    const direct = this.#options.direct?.();
    const isSwitching = this.#retired.planes.length > 0 || this.#doubling.isOn;
    return {
      remotes: [...all, ...direct ? [direct] : []].flatMap(({ remotes }) => remotes),
      active: (direct?.isFlowing ? direct : active)?.id ?? 0,
      isSwitching: isSwitching || (direct?.isSwitching ?? false),
    };
  }

  #checkHealth(): void {
    const { active, standby } = this.#planes;
    // Before the first plane nothing is missed.
    const isOpen = active ? active.isHealthy && !this.#watch.isSilent : this.#planesMade === 0;
    this.#isHealthy.value = isOpen || (this.#doubling.isOn &&
      [...this.#tracks.shown.peek().values()].some(({ plane }) => plane === standby?.id));
  }

  /** Whether the standby brings what the plane in use does not. */
  #isCarried(): boolean {
    const { standby } = this.#planes;
    if (!standby || !this.#doubling.isOn) return false;
    const since = arrivalClock() - CARRIED_MS;
    return [...this.#tracks.shown.peek().values()].some((remote) =>
      remote.plane === standby.id && this.#tracks.arrivedAt(remote) >= since
    );
  }

  #run(step: () => Promise<void>): void {
    if (this.#isClosed) return;
    step().catch((error) => {
      if (!this.#isClosed) console.warn("Cannot change media:", error);
    });
  }
}
