/**
 * A pair of WebRTC transports on one media placement, with what it sends and receives. A client has
 * one in use and, where a second node is there, another that stands by.
 */
import type { types } from "mediasoup-client";
import type { ConsumerInfo, IceConfig, PlaneView, TransportInfo } from "../../protocol/mod.ts";
import type { Protection } from "../e2ee/frame_protection.ts";
import { icePath } from "./ice_path.ts";
import { IceRestarts } from "./ice_restarts.ts";
import {
  consumerOptions,
  iceParameters,
  parseDtls,
  rtcIceServers,
  transportOptions,
} from "./ortc.ts";
import type { PlanePaths } from "./path_watch.ts";
import { Publication, type Say } from "./publication.ts";
import { newestPacketAt } from "./arrivals.ts";
import { Senders } from "./senders.ts";
import type { LocalTrack, RemoteTrack } from "./tracks.ts";
import { type TransportStep, watchSteps } from "./transport_steps.ts";
import { type UplinkStats, uplinkStats } from "./uplink_stats.ts";

export type Transports = { send: TransportInfo; recv: TransportInfo };

export interface PlaneOptions {
  device: types.Device;
  /** Tells this client's planes apart; two sessions may have the same generation. */
  id: number;
  generation: number;
  transports: Transports;
  ice: IceConfig;
  /** Whether its tracks are sent from the start. */
  isInUse: boolean;
  /** Of an encrypted meeting. */
  protection?: Protection | undefined;
  say: Say;
  /** The state of a transport has changed. */
  stateChanged: (plane: MediaPlane) => void;
  /** A connection has found its way, or has keys. */
  stepped?: ((step: TransportStep) => void) | undefined;
  /** A track's first packet has come. */
  arrived: (remote: RemoteTrack) => void;
}

interface Received {
  readonly consumer: types.Consumer;
  readonly remote: RemoteTrack;
}

export class MediaPlane {
  readonly id: number;
  readonly generation: number;
  readonly ice = new IceRestarts();
  readonly senders: Senders;
  readonly #options: PlaneOptions;
  readonly #send: types.Transport;
  readonly #recv: types.Transport;
  readonly #publication: Publication;
  readonly #received = new Map<string, Received>();
  /** Asked for and on their way, so that a repeated message doesn't make them twice. */
  readonly #consuming = new Set<string>();
  #settleRecvConnect: (() => void) | undefined;
  #isRecvConnected = false;
  #isClosed = false;

  constructor(options: PlaneOptions) {
    this.#options = options;
    this.id = options.id;
    this.generation = options.generation;
    const { device, transports, ice, isInUse, protection } = options;
    this.#publication = new Publication((transports, producers) =>
      this.#isClosed ? Promise.resolve() : options.say(transports, producers)
    );
    this.#send = device.createSendTransport(transportOptions(transports.send, ice));
    this.#recv = device.createRecvTransport(transportOptions(transports.recv, ice));
    this.#listen("send", this.#send);
    this.#listen("recv", this.#recv);
    this.senders = new Senders({
      produce: async (options) => {
        const producer = await this.#send.produce(options);
        this.#watchSteps(producer.rtpSender?.transport);
        return producer;
      },
      codecs: device.sendRtpCapabilities.codecs ?? [],
      publication: this.#publication,
      isInUse,
      protect: protection && ((sender, key) => protection.send(sender, key)),
    });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Something can flow, and nothing that should can't; a transport without tracks stays `new`. */
  get isConnected(): boolean {
    const states = this.#states();
    return states.includes("connected") &&
      states.every((state) => state === "connected" || state === "new");
  }

  /** False when the way to the node was lost; a plane that has yet to connect is healthy. */
  get isHealthy(): boolean {
    return this.#states().every((state) =>
      state === "connected" || state === "new" || state === "connecting"
    );
  }

  /** Nothing was ever sent or received: there is no way that could be lost. */
  get isNew(): boolean {
    return this.#states().every((state) => state === "new");
  }

  get hasFailed(): boolean {
    return this.#states().includes("failed");
  }

  /** What the client states of this plane. */
  get view(): PlaneView {
    const ice = this.ice.stated;
    return {
      generation: this.generation,
      ready: [...this.#received.keys()],
      ...(ice && { ice }),
    };
  }

  get remotes(): RemoteTrack[] {
    return [...this.#received.values()].map(({ remote }) => remote);
  }

  /** Makes the sending side look like `locals`. Resolves also where one of them can't be sent. */
  async produce(locals: Iterable<LocalTrack>): Promise<void> {
    await Promise.allSettled([...locals].map((local) => this.senders.set(local)));
  }

  /** Starts receiving; resolves when all are ready to play. Consumers already here are left alone. */
  async consume(infos: readonly ConsumerInfo[]): Promise<void> {
    const fresh = infos.filter(({ id }) => !this.#received.has(id) && !this.#consuming.has(id));
    if (fresh.length === 0 || this.#isClosed) return;
    const settle = this.#expectRecvConnect();
    // All in one turn: mediasoup-client makes those a single round of SDP.
    await Promise.all(fresh.map((info) => this.#consumeOne(info)));
    settle();
  }

  closeConsumer(id: string): void {
    this.#received.get(id)?.consumer.close();
    this.#received.delete(id);
  }

  /**
   * Takes the node's new ICE parameters, if they are of a restart not carried out yet, and looks for
   * ways by all `relays`.
   */
  async restartIce(ice: number, { send, recv }: Transports, relays: IceConfig): Promise<void> {
    if (this.#isClosed || !this.ice.answered(ice)) return;
    await this.renewRelays(relays);
    await Promise.all([
      this.#send.restartIce({ iceParameters: iceParameters(send) }),
      this.#recv.restartIce({ iceParameters: iceParameters(recv) }),
    ]);
  }

  /** When anything at all last came from the node, in epoch ms; -Infinity: never. */
  async heardAt(): Promise<number> {
    if (this.#isClosed) return -Infinity;
    const reports = await Promise.all([this.#send.getStats(), this.#recv.getStats()]);
    return Math.max(...reports.map(newestPacketAt));
  }

  /** What the browser tells of all that is sent and received. */
  async statistics(): Promise<RTCStatsReport[]> {
    if (this.#isClosed) return [];
    return await Promise.all([this.#send.getStats(), this.#recv.getStats()]);
  }

  /** What is known of the way out. */
  async uplink(): Promise<UplinkStats | undefined> {
    if (this.#isClosed || this.#send.connectionState !== "connected") return undefined;
    return uplinkStats(await this.#send.getStats());
  }

  /** The ways its packets take now. */
  async paths(): Promise<PlanePaths> {
    if (this.#isClosed) return { send: undefined, recv: undefined };
    const [send, recv] = await Promise.all([this.#send.getStats(), this.#recv.getStats()]);
    return { send: icePath(send), recv: icePath(recv) };
  }

  /** Relays for ways that are looked for from now on, whose credentials are fresh. */
  async renewRelays({ iceServers }: IceConfig): Promise<void> {
    if (this.#isClosed) return;
    const renewed = { iceServers: rtcIceServers(iceServers) };
    await Promise.all([this.#send, this.#recv].map((side) => side.updateIceServers(renewed)));
  }

  /** Says again what has had no answer. */
  restate(): void {
    this.#publication.restate();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.senders.close();
    this.#send.close();
    this.#recv.close();
    this.#received.clear();
  }

  #watchSteps(transport: RTCDtlsTransport | null | undefined): void {
    const { stepped } = this.#options;
    if (stepped) watchSteps(transport, stepped);
  }

  #states(): types.ConnectionState[] {
    return [this.#send.connectionState, this.#recv.connectionState];
  }

  #listen(direction: "send" | "recv", transport: types.Transport): void {
    transport.on("connect", ({ dtlsParameters }, done) => {
      this.#publication.addTransport({ direction, dtls: parseDtls(dtlsParameters) });
      done();
      if (direction === "recv") {
        this.#isRecvConnected = true;
        this.#settleRecvConnect?.();
      }
    });
    transport.on("connectionstatechange", () => {
      if (!this.#isClosed) this.#options.stateChanged(this);
    });
    if (direction === "recv") return;
    transport.on("produce", ({ rtpParameters, appData }, done, failed) => {
      const key = String(appData["key"]);
      try {
        this.senders.announce(key, rtpParameters);
        done({ id: key });
      } catch (error) {
        failed(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  #expectRecvConnect(): () => void {
    if (this.#isRecvConnected || this.#settleRecvConnect) return () => {};
    return this.#settleRecvConnect = this.#publication.expect();
  }

  async #consumeOne(info: ConsumerInfo): Promise<void> {
    this.#consuming.add(info.id);
    try {
      const { protection } = this.#options;
      const consumer = await this.#recv.consume({
        ...consumerOptions(info),
        ...(protection && {
          onRtpReceiver: (receiver) => protection.receive(receiver, info.producerId),
        }),
      });
      const { id: consumerId, producerId, kind, track, rtpReceiver: receiver } = consumer;
      this.#watchSteps(receiver?.transport);
      const at = { plane: this.id, key: `${this.id}/${consumerId}` };
      const remote: RemoteTrack = { ...at, consumerId, producerId, kind, track, receiver };
      track.addEventListener("unmute", () => this.#options.arrived(remote));
      this.#received.set(info.id, { consumer, remote });
    } catch (error) {
      // Not ready, so the owner keeps it paused; the others play on.
      if (!this.#isClosed) console.warn(`Cannot play ${info.producerId}:`, error);
    } finally {
      this.#consuming.delete(info.id);
    }
  }
}
