/**
 * This client's media in a room. Told what to send and what the owner offers, it keeps its planes so;
 * everything it is told may be told again. What it does by itself, where nobody may be there to tell
 * it, is in `flow.ts` and `ways.ts`.
 */
import type { types } from "mediasoup-client";
import type { IceConfig, MediaUpdate, ProducerId, Publish, View } from "../../protocol/mod.ts";
import type { Protection } from "../e2ee/frame_protection.ts";
import type { DirectCall } from "./direct/direct_call.ts";
import { type DirectFlow, Flow } from "./flow.ts";
import { Gauges } from "./gauges.ts";
import { MediaPlane, type Transports } from "./media_plane.ts";
import { Outgoing } from "./outgoing.ts";
import type { Expectation } from "./silence_watch.ts";
import type { LocalTrack, RemoteTrack } from "./tracks.ts";
import type { TransportStep } from "./transport_steps.ts";
import { Ways } from "./ways.ts";

/** What is used of a direct call. */
export type DirectWay = DirectFlow & Pick<DirectCall, "statistics" | "uplink">;

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

export class MediaSession {
  /** What can be measured. */
  readonly gauges: Gauges;
  readonly #options: MediaSessionOptions;
  readonly #flow: Flow;
  readonly #ways: Ways;
  readonly #outgoing: Outgoing;
  #planesMade = 0;
  #isClosed = false;

  constructor(options: MediaSessionOptions) {
    this.#options = options;
    const expects = ({ producerId }: RemoteTrack) => options.expects(producerId);
    this.#flow = new Flow({
      expects,
      direct: () => options.direct?.(),
      canSignal: options.canSignal,
      make: (media, transports, isInUse) => this.#make(media, transports, isInUse),
      fill: (plane, media) => this.#run(() => this.#fill(plane, media)),
      isCutOff: (plane) => this.#ways.isLost(plane),
      lasting: (plane) => this.#ways.silent(plane),
      silenceChanged: options.viewChanged,
    });
    this.#ways = new Ways({
      planes: () => this.#planes.kept,
      active: () => this.#planes.active,
      canSignal: options.canSignal,
      // A plane that stands by is silent while all is well.
      expectsMedia: (plane) =>
        plane === this.#planes.active &&
        plane.remotes.some((remote) => expects(remote) === "frames"),
      isCarried: () => this.#flow.isCarried,
      stated: options.viewChanged,
      lost: options.lost,
    });
    this.#outgoing = new Outgoing({
      active: () => this.#planes.active,
      standby: () => this.#planes.standby,
      run: (step) => this.#run(step),
    });
    this.gauges = new Gauges(this.#planes, this.#outgoing, () => options.direct?.());
  }

  /** Tracks to show, by producer. */
  get remote() {
    return this.#flow.tracks.shown;
  }

  /** Tracks that may be shown next, by producer: to be attached, unseen and unheard. */
  get waiting() {
    return this.#flow.tracks.waiting;
  }

  /** False while media has no way through. */
  get isHealthy() {
    return this.#flow.isHealthy;
  }

  /** 0: none yet. */
  get generation(): number {
    return this.#planes.generation;
  }

  get standby(): MediaPlane | undefined {
    return this.#planes.standby;
  }

  /** What the client states of its planes. */
  get view(): Omit<View, "tiles"> {
    const { active, standby } = this.#planes;
    const { demand } = this.#outgoing;
    if (!active) return { generation: 0, ready: [] };
    return {
      ...active.view,
      ...(demand && { demand }),
      ...(standby && { standby: standby.view }),
      ...(this.#flow.isSilent && { silent: true }),
    };
  }

  get locals(): ReadonlyMap<string, LocalTrack> {
    return this.#outgoing.locals;
  }

  /** A session begins: what the owner offers from now on replaces everything. */
  begin(ice: IceConfig): void {
    this.#ways.ice = ice;
    this.#planes.begin();
  }

  /** The session is back on a socket: says what may have been lost. */
  resume(ice: IceConfig): void {
    this.renewRelays(ice);
    this.restate();
    for (const plane of this.#planes.kept) if (!plane.isHealthy) this.#ways.restart(plane);
  }

  /** Fresh credentials, for restarts of ICE too. */
  renewRelays(ice: IceConfig): void {
    this.#ways.ice = ice;
    for (const plane of this.#planes.kept) this.#run(() => plane.renewRelays(this.#ways.ice));
  }

  restate(): void {
    for (const plane of this.#planes.kept) plane.restate();
  }

  /** The machine is on another network, or woke: finds new ways before the old ones time out. */
  networkChanged(): void {
    for (const plane of this.#planes.kept) this.#ways.restart(plane);
  }

  /** Sends a track, or changes how; before there is a plane it is kept for it. */
  setLocal(local: LocalTrack): void {
    this.#outgoing.set(local);
    this.#options.localsChanged?.();
  }

  removeLocal(key: string): void {
    this.#outgoing.remove(key);
    this.#options.localsChanged?.();
  }

  /** Sends nothing to the media node, or everything again, at once. */
  hold(isHeld: boolean): void {
    this.#outgoing.hold(isHeld);
  }

  /** Other tracks may be the better ones now. */
  chooseTracks(): void {
    this.#flow.choose();
  }

  /** A track that came another way has its first packet. */
  arrived(remote: RemoteTrack): void {
    this.#flow.tracks.arrived(remote);
  }

  arrivedAt(remote: RemoteTrack): number {
    return this.#flow.tracks.arrivedAt(remote);
  }

  /** Takes what the owner says. */
  update(media: MediaUpdate): void {
    if (media.demand) {
      this.#outgoing.heed(media.demand);
      if (this.#planes.active) this.#options.viewChanged();
    }
    const plane = this.#planes.find(media.generation);
    switch (media.use) {
      case "active":
        if (!plane) return this.#planes.replace(media);
        if (plane === this.#planes.standby) {
          this.#planes.promote(media.lost);
          if (this.#outgoing.isHeld) plane.senders.use(false);
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

  close(): void {
    this.#isClosed = true;
    this.#flow.close();
    this.#ways.close();
  }

  get #planes() {
    return this.#flow.planes;
  }

  async #apply(plane: MediaPlane, media: MediaUpdate): Promise<void> {
    const { ice, transports } = media;
    await Promise.all([
      plane.consume(media.consumers),
      ice !== undefined && transports && plane.restartIce(ice, transports, this.#ways.ice),
    ]);
    // Afterwards: a track that is sent anew takes over from its last picture.
    for (const id of media.closed) plane.closeConsumer(id);
    this.#settled();
  }

  async #fill(plane: MediaPlane, media: MediaUpdate): Promise<void> {
    await Promise.all([plane.consume(media.consumers), plane.produce(this.locals.values())]);
    this.#settled();
  }

  #make({ generation }: MediaUpdate, transports: Transports, isInUse: boolean): MediaPlane {
    const plane = new MediaPlane({
      device: this.#options.device,
      id: ++this.#planesMade,
      generation,
      transports,
      ice: isInUse ? this.#ways.ice : this.#ways.spareIce,
      isInUse: isInUse && !this.#outgoing.isHeld,
      protection: this.#options.protection?.(),
      say: (transports, producers) => this.#options.publish({ generation, transports, producers }),
      stepped: this.#options.stepped,
      stateChanged: (plane) => {
        this.#ways.stateChanged(plane);
        this.#flow.checkHealth();
        this.#planes.prepare();
      },
      arrived: (remote) => this.#flow.tracks.arrived(remote),
    });
    const { demand } = this.#outgoing;
    if (demand) plane.senders.heed(demand);
    return plane;
  }

  #settled(): void {
    if (this.#isClosed) return;
    this.#flow.choose();
    this.#options.viewChanged();
  }

  #run(step: () => Promise<void>): void {
    if (this.#isClosed) return;
    step().catch((error) => {
      if (!this.#isClosed) console.warn("Cannot change media:", error);
    });
  }
}
