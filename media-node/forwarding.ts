/**
 * One transport's video on its way to a client: holds back what the network can't carry (the policy is
 * `adaptation.ts`) and tells what flows. News are gathered: mediasoup changes layers many times a
 * second when it likes.
 */
import type { types } from "mediasoup";
import { z } from "zod";
import type { Clock } from "../kit/mod.ts";
import { type Forwarding, MAX_FORWARDED, type NodeEvent } from "../protocol/mod.ts";
import { adapt, type Adaptation, UNHINDERED } from "./adaptation.ts";
import type { Needs } from "./needs.ts";
import { flowsWanted, setFlow } from "./flow.ts";
import { FLOWING, type Revival, revive, trialBps } from "./revival.ts";
import type { ConsumerEntry, TransportEntry } from "./room_media.ts";

/** News of one transport are told no more often. */
export const TELL_EVERY_MS = 500;
/** As long as something is withheld, so that nobody who missed it goes without. */
export const TELL_AGAIN_MS = 5_000;
/** A stream that has just begun to flow has no layers for a moment, which is nobody's weakness. */
export const WITHHELD_AFTER_MS = 1_000;
/** How often it is looked whether what is held back may flow again. */
export const LOOK_EVERY_MS = 500;
/** Changes of the score below this are noise. */
const SCORE_STEP = 3;

/** Of a `bwe` trace, in bits a second. */
const Estimate = z.object({ availableBitrate: z.number() });

export type Streams = Extract<NodeEvent["body"], { type: "ForwardingChanged" }>["streams"];

export interface TransportForwardingOptions {
  readonly transport: TransportEntry["transport"];
  readonly needs: Needs;
  readonly clock: Clock;
  readonly tell: (streams: Streams) => void;
}

export class TransportForwarding {
  readonly #options: TransportForwardingOptions;
  /** As many as the room allows. */
  readonly #followed = new Map<ConsumerEntry, { withheldSinceMs: number | undefined }>();
  #adaptation: Adaptation = UNHINDERED;
  #revival: Revival = FLOWING;
  #availableBps = Infinity;
  #told: Streams = [];
  #toldMs = -Infinity;
  #cancelTelling: (() => void) | undefined;
  #cancelLooking: (() => void) | undefined;

  constructor(options: TransportForwardingOptions) {
    this.#options = options;
    const { transport } = options;
    transport.on("trace", (trace) => {
      const estimate = trace.type === "bwe" ? Estimate.safeParse(trace.info) : undefined;
      if (!estimate?.success) return;
      this.#availableBps = estimate.data.availableBitrate;
      this.#look();
    });
    // A closed one needs none.
    transport.enableTraceEvent(["bwe"]).catch(() => {});
    transport.observer.once("close", () => this.#stop());
  }

  follow(entry: ConsumerEntry): void {
    if (this.#followed.has(entry)) return this.#changed();
    this.#followed.set(entry, { withheldSinceMs: undefined });
    const { consumer } = entry;
    const changed = () => this.#changed();
    consumer.on("layerschange", changed);
    consumer.on("score", changed);
    consumer.on("producerpause", changed);
    consumer.on("producerresume", changed);
    consumer.observer.once("close", () => {
      this.#followed.delete(entry);
      changed();
    });
    changed();
  }

  #stop(): void {
    this.#cancelTelling?.();
    this.#cancelLooking?.();
    this.#followed.clear();
  }

  #look(): void {
    this.#adapt();
    this.#revive();
    const isWaiting = this.#adaptation.held.size > 0 || this.#revival.isTrying ||
      this.#revival.dueAtMs !== undefined;
    // Where nothing flows there may be no estimates that would make us look.
    if (!isWaiting || this.#options.transport.closed) return;
    this.#cancelLooking ??= this.#options.clock.after(LOOK_EVERY_MS, () => {
      this.#cancelLooking = undefined;
      this.#look();
    });
  }

  #adapt(): void {
    const { needs, clock } = this.#options;
    const single = [...this.#followed.keys()].filter((entry) =>
      entry.consumer.type === "simple" && flowsWanted(entry)
    );
    if (single.length === 0 && this.#adaptation.held.size === 0) return;
    const was = this.#adaptation;
    this.#adaptation = adapt(was, {
      nowMs: clock.monotonicMs(),
      availableBps: this.#availableBps,
      streams: single.map((entry) => ({
        id: entry.info.id,
        needBps: needs.bpsOf(entry.source.producer),
        priority: entry.consumer.priority,
      })),
    });
    const { held } = this.#adaptation;
    for (const entry of this.#followed.keys()) {
      const isHeld = held.has(entry.info.id);
      if (isHeld === entry.isHeld) continue;
      entry.isHeld = isHeld;
      setFlow(entry).catch(() => {}); // Closed meanwhile, or its worker dead.
      this.#changed();
    }
  }

  #revive(): void {
    const { transport, needs, clock } = this.#options;
    const withheld = [...this.#followed.keys()].filter((entry) =>
      flowsWanted(entry) && lacksLayers(entry.consumer)
    );
    // Asked all the while, so that it is known when a trial begins.
    const lowestBps = withheld.map(({ source }) => needs.lowestBpsOf(source.producer))
      .filter((bps) => bps > 0);
    const was = this.#revival;
    this.#revival = revive(was, { nowMs: clock.monotonicMs(), isWithheld: withheld.length > 0 });
    const { isTrying } = this.#revival;
    if (isTrying === was.isTrying) return;
    // A closed one needs none.
    const bps = isTrying ? trialBps(lowestBps.length > 0 ? Math.min(...lowestBps) : 0) : 0;
    transport.setMinOutgoingBitrate(bps).catch(() => {});
  }

  #changed(delayMs = TELL_EVERY_MS): void {
    if (this.#options.transport.closed) return;
    this.#cancelTelling ??= this.#options.clock.after(delayMs, () => {
      this.#cancelTelling = undefined;
      this.#tell();
    });
  }

  #tell(): void {
    const { clock, tell } = this.#options;
    const nowMs = clock.monotonicMs();
    let isUndecided = false;
    const streams: Streams = [];
    for (const [entry, seen] of this.#followed) {
      const { consumer, isHeld, info } = entry;
      if (!flowsWanted(entry) || streams.length === MAX_FORWARDED) continue;
      const looksWithheld = isHeld || lacksLayers(consumer);
      seen.withheldSinceMs = looksWithheld ? seen.withheldSinceMs ?? nowMs : undefined;
      const forMs = nowMs - (seen.withheldSinceMs ?? nowMs);
      const withheld = isHeld || (looksWithheld && forMs >= WITHHELD_AFTER_MS);
      if (looksWithheld && !withheld) isUndecided = true;
      const layers = layersOf(entry);
      const { score } = consumer.score;
      streams.push({ consumerId: info.id, forwarding: { layers, withheld, score } });
    }
    const isWithholding = streams.some(({ forwarding }) => forwarding.withheld);
    const isRepeat = isWithholding && nowMs - this.#toldMs >= TELL_AGAIN_MS;
    if (isRepeat || differ(this.#told, streams)) {
      this.#told = streams;
      this.#toldMs = nowMs;
      tell(streams);
    }
    if (isUndecided) this.#changed();
    else if (isWithholding) this.#changed(TELL_AGAIN_MS);
  }
}

/** Whether mediasoup gives none of a track's layers though there are some. */
function lacksLayers({ type, currentLayers, score }: types.Consumer): boolean {
  return type !== "simple" && currentLayers === undefined &&
    score.producerScores.some((each) => each > 0);
}

function layersOf({ consumer, isHeld }: ConsumerEntry): Forwarding["layers"] {
  if (consumer.type === "simple") return isHeld ? null : { spatial: 0 };
  const { spatialLayer, temporalLayer } = consumer.currentLayers ?? {};
  if (spatialLayer === undefined) return null;
  return { spatial: spatialLayer, ...(temporalLayer !== undefined && { temporal: temporalLayer }) };
}

function differ(a: Streams, b: Streams): boolean {
  if (a.length !== b.length) return true;
  return a.some(({ consumerId, forwarding: one }, index) => {
    const other = b[index];
    if (other?.consumerId !== consumerId) return true;
    const { layers, withheld, score } = other.forwarding;
    return one.withheld !== withheld || one.layers?.spatial !== layers?.spatial ||
      one.layers?.temporal !== layers?.temporal || Math.abs(one.score - score) >= SCORE_STEP;
  });
}
