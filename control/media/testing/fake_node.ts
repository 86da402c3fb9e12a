/** A media node without media: holds what it is told, as the real one does, and can be made to fail. */
import type { Bus, BusSubscription } from "../../../kit/mod.ts";
import {
  type MediaStep,
  type NodeBeat,
  NodeEnvelope,
  type NodeEvent,
  type NodeReply,
  type RoomId,
  type RoomMediaDescription,
  type StepResult,
  subjects,
  type TransportInfo,
} from "../../../protocol/mod.ts";
import { Holdings } from "../../room/mod.ts";

export class FakeNode implements AsyncDisposable {
  readonly steps: MediaStep[] = [];
  /** Producers that it can't make sense of, by how their ids begin. */
  refused: string | undefined;
  /** Swallows requests, as a stopped process does. */
  silent = false;
  #starts = 1;
  /** What its beats say. */
  draining = false;
  #held: (() => void)[] | undefined;
  readonly #bus: Bus;
  readonly #nodeId: string;
  readonly #rooms = new Map<RoomId, Holdings>();
  readonly #epochs = new Map<RoomId, number>();
  readonly #subscription: BusSubscription;

  constructor(bus: Bus, nodeId: string) {
    this.#bus = bus;
    this.#nodeId = nodeId;
    this.#subscription = bus.subscribe(subjects.mediaCommand(nodeId), {}, (message) => {
      const reply = this.#answer(NodeEnvelope.parse(message.body));
      if (this.#held) this.#held.push(() => message.respond(reply));
      else if (!this.silent) message.respond(reply);
    });
  }

  /** Answers wait until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const answer of held) answer();
  }

  beat(load = 0): void {
    const worker = { alive: true, routers: 0, transports: 0, consumers: 0, load };
    const beat: NodeBeat = {
      v: 1,
      nodeId: this.#nodeId,
      bootId: `${this.#nodeId}-${this.#starts}`,
      at: 0,
      draining: this.draining,
      workers: [worker],
    };
    this.#bus.publish(subjects.mediaBeat(this.#nodeId), beat);
  }

  held(roomId: RoomId): Holdings {
    return this.#rooms.get(roomId) ?? new Holdings();
  }

  /** The worker with all its rooms is gone, and nobody hears of it. */
  loseSilently(): void {
    this.#rooms.clear();
  }

  /** Killed and started again, faster than anybody could miss it. */
  restart(): void {
    this.#starts++;
    this.#epochs.clear();
    this.loseSilently();
    this.beat();
  }

  /** The worker with all its rooms is gone, and says so. */
  loseWorker(): void {
    const roomIds = [...this.#rooms.keys()];
    this.loseSilently();
    this.#say({ type: "WorkerDied", roomIds });
  }

  /** Its worker does not answer for now. */
  stall(): void {
    this.#say({ type: "WorkerStalled", roomIds: [...this.#rooms.keys()] });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#subscription.unsubscribe();
  }

  #say(body: NodeEvent["body"]): void {
    const event: NodeEvent = { v: 1, nodeId: this.#nodeId, body };
    this.#bus.publish(subjects.mediaEvent(this.#nodeId), event);
  }

  #answer({ roomId, epoch, body }: NodeEnvelope): NodeReply {
    if (epoch < (this.#epochs.get(roomId) ?? 0)) {
      return { v: 1, ok: false, error: { code: "stale-epoch", message: "a newer owner spoke" } };
    }
    this.#epochs.set(roomId, epoch);
    const held = this.held(roomId);
    this.#rooms.set(roomId, held);
    if (body.type === "describe") return { v: 1, ok: true, description: describe(held) };
    if (body.type === "ping") {
      if (held.router) return { v: 1, ok: true };
      return { v: 1, ok: false, error: { code: "unknown-router", message: "nothing is here" } };
    }
    return { v: 1, ok: true, results: body.steps.map((step) => this.#do(held, step)) };
  }

  #do(held: Holdings, step: MediaStep): StepResult {
    if (
      step.type === "ensureProducer" && this.refused && step.producerId.startsWith(this.refused)
    ) {
      return { ok: false, error: { code: "invalid-rtp-parameters", message: "refused" } };
    }
    this.steps.push(step);
    const missing = missingParent(held, step);
    if (missing) return { ok: false, error: { code: missing, message: "Its parent is not there" } };
    const result = resultOf(step, held, this.steps.length);
    held.record(step, result);
    return result;
  }
}

/** What a step needs and the node does not have, as the real one says it. */
function missingParent({ router, transports, producers }: Holdings, step: MediaStep) {
  switch (step.type) {
    case "ensureTransport":
      return router ? undefined : "unknown-router";
    case "ensureProducer":
      return transports.has(step.transportId) ? undefined : "unknown-transport";
    case "ensureTap":
      return producers.has(step.producerId) ? undefined : "unknown-producer";
    case "ensureConsumer":
      if (!transports.has(step.transportId)) return "unknown-transport";
      return producers.has(step.producerId) ? undefined : "unknown-producer";
    default:
      return undefined;
  }
}

/** `made` tells a transport from one of the same id that was lost. */
function resultOf(
  step: MediaStep,
  held: Holdings,
  made: number,
): Extract<StepResult, { ok: true }> {
  if (step.type === "ensureTransport") {
    const known = held.transports.get(step.transportId);
    const restarts = (step.ice ?? 0) > (known?.ice ?? 0);
    return {
      ok: true,
      transport: known && !restarts ? known.info : transport(step.transportId, made),
    };
  }
  if (step.type === "ensureTap") {
    return { ok: true, tap: held.taps.get(step.tapId) ?? tap(step, made) };
  }
  if (step.type !== "ensureConsumer") return { ok: true };
  const { consumerId: id, producerId } = step;
  const codecs = [{ mimeType: "audio/opus", payloadType: 100, clockRate: 48_000 }];
  return { ok: true, consumer: { id, producerId, kind: "audio", rtpParameters: { codecs } } };
}

function transport(id: string, made: number): TransportInfo {
  const fingerprints = [{ algorithm: "sha-256" as const, value: "AA" }];
  const iceParameters = { usernameFragment: `u${made}`, password: "p" };
  return { id, iceParameters, iceCandidates: [], dtlsParameters: { fingerprints } };
}

function tap({ tapId: id, producerId }: Extract<MediaStep, { type: "ensureTap" }>, made: number) {
  const key = new Uint8Array(28).fill(made).toBase64();
  const codecs = [{ mimeType: "audio/opus", payloadType: 100, clockRate: 48_000 }];
  const srtp = { suite: "AEAD_AES_128_GCM", key } as const;
  return { id, producerId, srtp, rtpParameters: { codecs, encodings: [{ ssrc: made }] } };
}

function describe(held: Holdings): RoomMediaDescription {
  return {
    router: held.router,
    transports: [...held.transports.values()],
    producers: [...held.producers.values()],
    consumers: [...held.consumers.values()],
    taps: [...held.taps.values()],
  };
}
