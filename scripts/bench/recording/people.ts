/** Synthetic participants: real VP8 and Opus from one WebRTC peer, which stands for all of them. */
import { PictureLossIndication, RtcpPayloadSpecificFeedback } from "werift";
import type { MediaStep, RtpParameters, Source } from "../../../protocol/mod.ts";
import { SyntheticTrack } from "../../../tests/harness/synthetic_track.ts";
import { ProofPeer } from "../../worker/proof_peer.ts";
import { type Clips, FRAME_RATE, KEY_EVERY_FRAMES, VOICE_FRAME_MS } from "./clips.ts";

const LOOPBACK = "127.0.0.1";
const TICK_MS = 5;
/** Nobody's pictures come at the same moment as the neighbour's. */
const STAGGER_MS = 11;
const FIRST_SSRC = 10_000;
const TRACKS_EACH = 4;
const CLOCK = { cam: 90_000, mic: 48_000 } as const;

/** A track of somebody as the media node knows it. */
export interface SentTrack {
  readonly producerId: string;
  readonly source: Extract<Source, "cam" | "mic">;
  readonly rtpParameters: RtpParameters;
}

/** Tracks of one participant. The smaller cameras stand for layers of the large one. */
export interface Person {
  readonly peerId: string;
  readonly cam: SentTrack;
  readonly camSmall: SentTrack;
  readonly camTiny: SentTrack;
  readonly mic: SentTrack;
}

interface Running {
  readonly ssrc: number;
  readonly payloadType: number;
  readonly bursts: readonly (readonly Uint8Array[])[];
  readonly everyMs: number;
  readonly ticks: number;
  readonly startMs: number;
  burst: number;
  /** Of the clip, it is so many pictures ahead: skipped for key frames that were asked for. */
  ahead: number;
  sequence: number;
}

export class People implements AsyncDisposable {
  readonly all: readonly Person[];
  readonly peer: ProofPeer;
  readonly #clips: Clips;
  readonly #running = new Map<string, Running>();
  readonly #timer: ReturnType<typeof setInterval>;
  #wanted: ReadonlySet<string> = new Set();

  private constructor(peer: ProofPeer, clips: Clips, count: number) {
    this.peer = peer;
    this.#clips = clips;
    this.all = Array.from({ length: count }, (_, number) => person(number));
    peer.onRtcp((packet) => {
      if (!(packet instanceof RtcpPayloadSpecificFeedback)) return;
      const { feedback } = packet;
      if (feedback instanceof PictureLossIndication) this.#skipToKeyFrame(feedback.mediaSsrc);
    });
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  static async open(clips: Clips, count: number): Promise<People> {
    return new People(await ProofPeer.open(LOOPBACK), clips, count);
  }

  /** What makes all of their tracks known to the node. */
  steps(transportId: string): MediaStep[] {
    const tracks = this.all.flatMap((
      { cam, camSmall, camTiny, mic },
    ) => [cam, camSmall, camTiny, mic]);
    return tracks.map(({ producerId, source, rtpParameters }) => ({
      type: "ensureProducer",
      producerId,
      transportId,
      kind: source === "mic" ? "audio" : "video",
      rtpParameters,
      paused: false,
    }));
  }

  /** From now on these tracks are sent, and no others. Each goes on where it stopped. */
  send(tracks: readonly SentTrack[]): void {
    this.#wanted = new Set(tracks.map(({ producerId }) => producerId));
    for (const [number, track] of tracks.entries()) {
      if (!this.#running.has(track.producerId)) {
        this.#running.set(track.producerId, this.#begin(track, number));
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.peer.close();
  }

  #begin({ source, producerId, rtpParameters }: SentTrack, number: number): Running {
    const isVoice = source === "mic";
    const bursts = isVoice
      ? this.#clips.voice.map((payload) => [payload])
      : this.#picturesOf(producerId);
    const everyMs = isVoice ? VOICE_FRAME_MS : 1_000 / FRAME_RATE;
    return {
      ssrc: rtpParameters.encodings?.[0]?.ssrc ?? 0,
      payloadType: rtpParameters.codecs[0]?.payloadType ?? 0,
      bursts: rotated(bursts, isVoice ? 0 : number * KEY_EVERY_FRAMES),
      everyMs,
      ticks: CLOCK[source] * everyMs / 1_000,
      startMs: performance.now() + number * STAGGER_MS,
      burst: 0,
      ahead: 0,
      sequence: 0,
    };
  }

  #picturesOf(producerId: string): Clips["large"] {
    const { large, small, tiny } = this.#clips;
    if (producerId.endsWith("-small")) return small;
    return producerId.endsWith("-tiny") ? tiny : large;
  }

  #tick(): void {
    const nowMs = performance.now();
    for (const [producerId, track] of this.#running) {
      const isWanted = this.#wanted.has(producerId);
      const due = Math.floor((nowMs - track.startMs) / track.everyMs);
      for (; track.burst < due; track.burst++) if (isWanted) this.#sendBurst(track);
    }
  }

  /** As an encoder answers who asks for a key frame. */
  #skipToKeyFrame(ssrc: number): void {
    const track = [...this.#running.values()].find((running) => running.ssrc === ssrc);
    if (!track) return;
    const into = (track.burst + track.ahead) % KEY_EVERY_FRAMES;
    if (into > 0) track.ahead += KEY_EVERY_FRAMES - into;
  }

  #sendBurst(track: Running): void {
    const { ssrc, payloadType, bursts, burst, ahead, ticks } = track;
    const payloads = bursts[(burst + ahead) % bursts.length] ?? [];
    for (const [at, payload] of payloads.entries()) {
      const packet = {
        ssrc,
        payloadType,
        sequenceNumber: track.sequence++ & 0xffff,
        timestamp: burst * ticks >>> 0,
        payload,
        marker: at === payloads.length - 1,
      };
      this.peer.send(packet).catch((error) => console.error("Cannot send:", error));
    }
  }
}

function person(number: number): Person {
  const track = (kind: string, source: "cam" | "mic", offset: number): SentTrack => {
    const key = `${number}-${kind}`;
    const ssrc = FIRST_SSRC + number * TRACKS_EACH + offset;
    const { rtpParameters } = new SyntheticTrack(source, { key, ssrc });
    return { producerId: `p${number}:${kind}`, source, rtpParameters };
  };
  return {
    peerId: `p${number}`,
    cam: track("cam", "cam", 0),
    camSmall: track("cam-small", "cam", 1),
    mic: track("mic", "mic", 2),
    camTiny: track("cam-tiny", "cam", 3),
  };
}

/** Begins at that place, counted round; clips begin with a key frame wherever they are cut. */
function rotated<T>(all: readonly T[], by: number): T[] {
  const at = by % Math.max(1, all.length);
  return [...all.slice(at), ...all.slice(0, at)];
}
