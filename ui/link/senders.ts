/**
 * What one plane sends. Told which tracks there are and whether the plane is in use, it brings its
 * producers there, one step at a time for each track; a wish that changes meanwhile is seen by the
 * step after. A plane not in use holds its producers with a null track: taking it into use is then
 * `replaceTrack` alone, which needs neither signaling nor a round of SDP.
 *
 * What such a plane sends begins with the smallest layer alone. An encoder hands out the largest first,
 * and a media node keeps to the layer that it heard of first until the sender's reports tell it how
 * others relate to that, a second later; so a picture stood for as long where the largest ceased again
 * at once, for want of bandwidth. And the first key frame of all is the smallest, which is there sooner.
 */
import type { types } from "mediasoup-client";
import { type Demand, KIND_OF_SOURCE, type VideoCodecName } from "../../protocol/mod.ts";
import { parseRtp } from "./ortc.ts";
import type { Publication } from "./publication.ts";
import { applyShareStyle, type ShareStyle, type StyledSender } from "./share_style.ts";
import { type LocalTrack, producerOptions } from "./tracks.ts";
import { applyTopLayer, type TopLayer, topLayerOf } from "./watched_layers.ts";
import { sized } from "./encodings.ts";

/** The smallest layer is sent alone for so long: its first key frame has arrived by then. */
export const SMALLEST_FIRST_MS = 250;

/** What is used of a mediasoup-client producer. */
export type Sent = Pick<types.Producer, "track" | "replaceTrack" | "close"> & {
  readonly rtpSender?: StyledSender | undefined;
};

export interface SendersOptions {
  /** Negotiates a track; calls {@linkcode Senders.announce} in between. */
  produce: (options: types.ProducerOptions) => Promise<Sent>;
  codecs: readonly types.RtpCodecCapability[];
  publication: Pick<Publication, "expect" | "addProducer" | "setPaused" | "drop">;
  isInUse: boolean;
  /** Called before the first packet of a track: encrypts it end to end. */
  protect?: ((sender: RTCRtpSender, key: string) => void) | undefined;
  /** Runs something after a while; the answer takes it back. */
  later?: (ms: number, run: () => void) => () => void;
}

/** The codec and layers that a picture was first sent with, and what of them is sent now. */
interface Encoded {
  readonly codec: VideoCodecName;
  readonly encodings: readonly RTCRtpEncodingParameters[];
  readonly top: TopLayer;
}

export class Senders {
  readonly #options: SendersOptions;
  readonly #wanted = new Map<string, LocalTrack>();
  readonly #sent = new Map<string, Sent>();
  /** What shared screens are sent for, by key. */
  readonly #styles = new Map<string, ShareStyle>();
  /** Parts of the publication that are announced and not in yet, by key. */
  readonly #announced = new Map<string, () => void>();
  readonly #busy = new Set<string>();
  /** How each picture is encoded, by key. */
  readonly #encoded = new Map<string, Encoded>();
  #demand: Demand | undefined;
  #isInUse: boolean;
  /** Whether pictures are sent in their smallest layer alone, as what begins is. */
  #isSmall: boolean;
  #cancelGrowth = () => {};
  #isClosed = false;

  constructor(options: SendersOptions) {
    this.#options = options;
    this.#isInUse = options.isInUse;
    this.#isSmall = !options.isInUse;
  }

  /** A track being negotiated has got its parameters. Throws where it has ended meanwhile. */
  announce(key: string, rtpParameters: types.RtpParameters): void {
    const local = this.#wanted.get(key);
    if (!local) throw new Error(`Cannot announce "${key}": the track has ended`);
    const { source, paused } = local;
    this.#options.publication.addProducer({
      key,
      source,
      rtpParameters: parseRtp(sized(rtpParameters, local.track)),
      paused,
    });
    this.#announced.get(key)?.();
  }

  /** Sends a track, or changes how; resolves when that is so. */
  async set(local: LocalTrack): Promise<void> {
    this.#wanted.set(local.key, local);
    this.#options.publication.setPaused(local.key, local.paused);
    await this.#settle(local.key);
  }

  /** Stops sending a track. */
  async remove(key: string): Promise<void> {
    this.#wanted.delete(key);
    this.#options.publication.drop(key);
    await this.#settle(key);
  }

  /** Puts the tracks on the wire, or takes all of them off it, at once. */
  use(isInUse: boolean): void {
    if (isInUse !== this.#isInUse) {
      const { later = wait } = this.#options;
      this.#cancelGrowth();
      this.#isSmall = true;
      if (isInUse) this.#cancelGrowth = later(SMALLEST_FIRST_MS, () => this.#grow());
    }
    this.#isInUse = isInUse;
    this.#settleAll();
  }

  /** Sends pictures with the codec that is wanted, and the layers that anybody shows. */
  async heed(demand: Demand): Promise<void> {
    this.#demand = demand;
    await Promise.allSettled([...this.#wanted.keys()].map((key) => this.#settle(key)));
  }

  /** The transport is gone, and what was sent through it. */
  close(): void {
    this.#isClosed = true;
    this.#cancelGrowth();
  }

  #grow(): void {
    this.#isSmall = false;
    this.#settleAll();
  }

  #settleAll(): void {
    for (const key of this.#wanted.keys()) {
      this.#settle(key).catch((error) => console.warn(`Cannot send ${key}:`, error));
    }
  }

  async #settle(key: string): Promise<void> {
    if (this.#busy.has(key)) return; // Whoever is at it sees the newest wish.
    this.#busy.add(key);
    try {
      for (let step = this.#step(key); step; step = this.#step(key)) await step;
    } finally {
      this.#busy.delete(key);
    }
  }

  /** The next step towards the wish; none: it is fulfilled. */
  #step(key: string): Promise<void> | undefined {
    if (this.#isClosed) return;
    const local = this.#wanted.get(key);
    const sent = this.#sent.get(key);
    if (!local) {
      sent?.close();
      this.#sent.delete(key);
      this.#styles.delete(key);
      this.#encoded.delete(key);
      return;
    }
    const track = local.track?.readyState === "live" ? local.track : null;
    if (!sent) return track ? this.#produce(local, track) : undefined;
    const wished = this.#isInUse ? track : null;
    if (sent.track !== wished) return sent.replaceTrack({ track: wished });
    return this.#recode(local, track, sent) ?? this.#layer(key, sent) ?? this.#style(local, sent);
  }

  /** With another codec a picture is negotiated anew; what it was sent with goes on until then. */
  #recode(
    local: LocalTrack,
    track: MediaStreamTrack | null,
    sent: Sent,
  ): Promise<void> | undefined {
    const { key } = local;
    const encoded = this.#encoded.get(key);
    const codec = this.#demand?.codec;
    if (!track || !encoded || codec === undefined || encoded.codec === codec) return;
    // Also where it fails: it is not tried again and again.
    this.#encoded.set(key, { ...encoded, codec });
    return this.#produce(local, track).then(() => sent.close());
  }

  #layer(key: string, { rtpSender }: Sent): Promise<void> | undefined {
    const encoded = this.#encoded.get(key);
    if (!rtpSender || !encoded) return;
    const demanded = topLayerOf(this.#demand, key);
    // Layers of one stream can't come in any order but theirs.
    const isSmall = this.#isSmall && encoded.encodings.length > 1 && demanded !== null;
    const top = isSmall ? 0 : demanded;
    if (encoded.top === top) return;
    this.#encoded.set(key, { ...encoded, top });
    return applyTopLayer(rtpSender, encoded.encodings, top);
  }

  #style({ key, style }: LocalTrack, { rtpSender }: Sent): Promise<void> | undefined {
    if (!style || !rtpSender || this.#styles.get(key) === style) return;
    this.#styles.set(key, style);
    return applyShareStyle(rtpSender, style);
  }

  async #produce(local: LocalTrack, track: MediaStreamTrack): Promise<void> {
    const { produce, codecs, publication, protect } = this.#options;
    const settle = publication.expect();
    this.#announced.set(local.key, settle);
    const isQuiet = !this.#isInUse;
    const codec = this.#demand?.codec ?? "vp8";
    const options = producerOptions(local, track, codecs, codec);
    try {
      const sent = await produce({
        ...options,
        appData: { key: local.key },
        onRtpSender(sender) {
          protect?.(sender, local.key);
          if (isQuiet) silence(sender);
        },
      });
      this.#sent.set(local.key, sent);
      if (KIND_OF_SOURCE[local.source] === "video") {
        const { encodings = [] } = options;
        this.#encoded.set(local.key, { codec, encodings, top: undefined });
        this.#styles.delete(local.key);
      }
      if (isQuiet) await sent.replaceTrack({ track: null }); // What its sender holds already.
    } finally {
      this.#announced.delete(local.key);
      settle();
    }
  }
}

function wait(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

/** Before the sender is negotiated, so that not a packet goes out. */
function silence(sender: RTCRtpSender): void {
  sender.replaceTrack(null).catch(() => {}); // It was stopped meanwhile.
}
