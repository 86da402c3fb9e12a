/**
 * A pair of WebRTC transports on one media placement, with what it sends and receives. A room that
 * moves gives its clients a new plane; the old one stays until the new one plays.
 */
import type { types } from "mediasoup-client";
import type { ConsumerInfo, IceServer, Publish, TransportInfo } from "../../protocol/mod.ts";
import { consumerOptions, parseDtls, parseRtp, transportOptions } from "./ortc.ts";
import { PublishBatch } from "./publish_batch.ts";
import { type LocalTrack, producerOptions, type Published, type RemoteTrack } from "./tracks.ts";

export interface PlaneOptions {
  device: types.Device;
  generation: number;
  transports: { send: TransportInfo; recv: TransportInfo };
  iceServers: readonly IceServer[];
  /** Sends a part of the state; rejects where it did not arrive. */
  publish: (publish: Publish) => Promise<unknown>;
  /** A transport lost its way to the media node. */
  troubled: (state: "disconnected" | "failed") => void;
  /** A consumer's track is there, or not any more. */
  changed: () => void;
}

type Direction = "send" | "recv";

export class MediaPlane {
  readonly generation: number;
  readonly #options: PlaneOptions;
  readonly #send: types.Transport;
  readonly #recv: types.Transport;
  readonly #batch: PublishBatch;
  readonly #producers = new Map<string, types.Producer>();
  readonly #consumers = new Map<string, types.Consumer>();
  /** Tracks on their way out, by key. */
  readonly #producing = new Map<string, { local: LocalTrack; settle: () => void }>();
  /** Asked for and on their way, so that a repeated message doesn't make them twice. */
  readonly #consuming = new Set<string>();
  /** Everything said about this plane, and what of it has no answer yet: restated after a resume. */
  readonly #unanswered = {
    transports: new Map<Direction, Publish["transports"][number]>(),
    producers: new Map<string, Published>(),
  };
  #settleRecvConnect: (() => void) | undefined;
  #isRecvConnected = false;
  #isClosed = false;

  constructor(options: PlaneOptions) {
    this.#options = options;
    this.generation = options.generation;
    const { device, transports, iceServers } = options;
    this.#batch = new PublishBatch((transports, producers) => {
      for (const transport of transports) {
        this.#unanswered.transports.set(transport.direction, transport);
      }
      for (const producer of producers) this.#unanswered.producers.set(producer.key, producer);
      this.#say(transports, producers);
    });
    this.#send = device.createSendTransport(transportOptions(transports.send, iceServers));
    this.#recv = device.createRecvTransport(transportOptions(transports.recv, iceServers));
    this.#listen("send", this.#send);
    this.#listen("recv", this.#recv);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** True while both transports are connected, or not used yet. */
  get isHealthy(): boolean {
    return [this.#send, this.#recv].every(({ connectionState }) =>
      connectionState === "connected" || connectionState === "new" ||
      connectionState === "connecting"
    );
  }

  get consumers(): ReadonlyMap<string, types.Consumer> {
    return this.#consumers;
  }

  /** Makes the sending side look like `local`; called again with every change. */
  async produce(local: LocalTrack): Promise<void> {
    const producer = this.#producers.get(local.key);
    if (producer) return await this.#adjust(producer, local);
    const { track } = local;
    if (!track || track.readyState === "ended" || this.#isClosed) return;
    const settle = this.#batch.expect();
    this.#producing.set(local.key, { local, settle });
    try {
      const made = await this.#send.produce({
        ...producerOptions(local, track, this.#options.device.sendRtpCapabilities.codecs ?? []),
        appData: { key: local.key },
      });
      this.#producers.set(local.key, made);
      if (local.paused) made.pause();
    } finally {
      this.#producing.delete(local.key);
      settle();
    }
  }

  /** Stops sending a track. */
  unproduce(key: string): void {
    this.#producers.get(key)?.close();
    this.#producers.delete(key);
    this.#unanswered.producers.delete(key);
  }

  /** Starts receiving; resolves when all are ready to play. Consumers already here are left alone. */
  async consume(infos: readonly ConsumerInfo[]): Promise<void> {
    const fresh = infos.filter(({ id }) => !this.#consumers.has(id) && !this.#consuming.has(id));
    if (fresh.length === 0 || this.#isClosed) return;
    const settle = this.#expectRecvConnect();
    // All in one turn: mediasoup-client makes those a single round of SDP.
    await Promise.all(fresh.map((info) => this.#consumeOne(info)));
    settle();
  }

  closeConsumer(id: string): void {
    this.#consumers.get(id)?.close();
    this.#consumers.delete(id);
  }

  /** Says again what has had no answer. */
  restate(): void {
    const { transports, producers } = this.#unanswered;
    if (transports.size > 0 || producers.size > 0) {
      this.#say([...transports.values()], [...producers.values()]);
    }
  }

  remoteTracks(): RemoteTrack[] {
    return [...this.#consumers.values()].map((consumer) => ({
      consumerId: consumer.id,
      producerId: consumer.producerId,
      kind: consumer.kind,
      track: consumer.track,
      receiver: consumer.rtpReceiver,
    }));
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#send.close();
    this.#recv.close();
    this.#consumers.clear();
    this.#producers.clear();
  }

  #say(transports: Publish["transports"], producers: Publish["producers"]): void {
    if (this.#isClosed) return;
    const { generation, publish } = this.#options;
    publish({ generation, transports, producers }).then(() => {
      for (const part of transports) forget(this.#unanswered.transports, part.direction, part);
      for (const part of producers) forget(this.#unanswered.producers, part.key, part);
    }, () => {}); // Kept for the next restatement.
  }

  #listen(direction: Direction, transport: types.Transport): void {
    transport.on("connect", ({ dtlsParameters }, done) => {
      this.#batch.addTransport({ direction, dtls: parseDtls(dtlsParameters) });
      done();
      if (direction === "recv") {
        this.#isRecvConnected = true;
        this.#settleRecvConnect?.();
      }
    });
    transport.on("connectionstatechange", (state) => {
      this.#options.changed();
      if (state === "failed" || state === "disconnected") this.#options.troubled(state);
    });
    if (direction === "recv") return;
    transport.on("produce", ({ rtpParameters, appData }, done, failed) => {
      const producing = this.#producing.get(String(appData["key"]));
      if (!producing) return failed(new Error("Cannot produce: the track is not known"));
      const { local, settle } = producing;
      this.#batch.addProducer({
        key: local.key,
        source: local.source,
        rtpParameters: parseRtp(rtpParameters),
        paused: local.paused,
      });
      done({ id: local.key });
      settle();
    });
  }

  #expectRecvConnect(): () => void {
    if (this.#isRecvConnected || this.#settleRecvConnect) return () => {};
    return this.#settleRecvConnect = this.#batch.expect();
  }

  async #adjust(producer: types.Producer, local: LocalTrack): Promise<void> {
    if (producer.track !== local.track) await producer.replaceTrack({ track: local.track });
    if (local.paused) producer.pause();
    else producer.resume();
    const unanswered = this.#unanswered.producers.get(local.key);
    if (unanswered) {
      this.#unanswered.producers.set(local.key, { ...unanswered, paused: local.paused });
    }
  }

  async #consumeOne(info: ConsumerInfo): Promise<void> {
    this.#consuming.add(info.id);
    try {
      const consumer = await this.#recv.consume(consumerOptions(info));
      this.#consumers.set(info.id, consumer);
    } catch (error) {
      // Not ready, so the owner keeps it paused; the others play on.
      if (!this.#isClosed) console.warn(`Cannot play ${info.producerId}:`, error);
    } finally {
      this.#consuming.delete(info.id);
    }
  }
}

/** Only if nothing newer was put in its place meanwhile. */
function forget<K, V>(parts: Map<K, V>, key: K, part: V): void {
  if (parts.get(key) === part) parts.delete(key);
}
