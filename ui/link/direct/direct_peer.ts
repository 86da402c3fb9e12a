/**
 * One way from browser to browser. Its four m-lines are there from the start, one for each kind of
 * track a person may send, so that tracks come and go by `replaceTrack` and nothing is negotiated twice.
 */
import {
  type DirectWord,
  type IceConfig,
  KIND_OF_SOURCE,
  type ProducerId,
  type Source,
} from "../../../protocol/mod.ts";
import { rtcIceServers } from "../ortc.ts";
import type { LocalTrack, RemoteTrack } from "../tracks.ts";
import { withVoiceRepair } from "./voice_sdp.ts";

/** In the order of the m-lines. */
const LINES = ["mic", "cam", "screen", "screen-audio"] as const satisfies readonly Source[];
/** One picture size for one receiver. */
const VIDEO_BITRATE_BPS = 1_700_000;
/** Candidates of the other side that may come before its description. */
const EARLY_MAX = 64;

/** A word but for the number of the attempt. */
export type PeerWord<W = DirectWord> = W extends DirectWord ? Omit<W, "attempt"> : never;
type Description = Extract<DirectWord, { sdp: string }>;
type Candidate = Extract<DirectWord, { candidate: string }>;

export interface DirectPeerOptions {
  /** Tells it from the planes. */
  id: number;
  ice: IceConfig;
  say: (word: PeerWord) => void;
  stateChanged: () => void;
  arrived: (source: Source) => void;
}

export class DirectPeer {
  readonly id: number;
  readonly #connection: RTCPeerConnection;
  readonly #options: DirectPeerOptions;
  readonly #sending = new Map<Source, MediaStreamTrack | null>();
  #early: RTCIceCandidateInit[] | undefined = [];

  constructor(options: DirectPeerOptions) {
    this.id = options.id;
    this.#options = options;
    const { iceServers, iceTransportPolicy } = options.ice;
    this.#connection = new RTCPeerConnection({
      iceServers: rtcIceServers(iceServers),
      ...(iceTransportPolicy && { iceTransportPolicy }),
      bundlePolicy: "max-bundle",
    });
    this.#connection.onconnectionstatechange = () => options.stateChanged();
    this.#connection.onicecandidate = ({ candidate }) => {
      if (!candidate?.candidate) return;
      const { sdpMLineIndex } = candidate;
      options.say({ kind: "candidate", candidate: candidate.candidate, line: sdpMLineIndex ?? 0 });
    };
    this.#connection.ontrack = ({ track, transceiver }) => {
      track.addEventListener("unmute", () => {
        const source = LINES[this.#connection.getTransceivers().indexOf(transceiver)];
        if (source) options.arrived(source);
      });
    };
  }

  get state(): RTCPeerConnectionState {
    return this.#connection.connectionState;
  }

  /** None once it is closed. */
  async statistics(): Promise<RTCStatsReport[]> {
    return this.state === "closed" ? [] : [await this.#connection.getStats()];
  }

  /** Calls the other. */
  async call(): Promise<void> {
    for (const source of LINES) {
      this.#connection.addTransceiver(KIND_OF_SOURCE[source], { direction: "sendrecv" });
    }
    await this.#attach();
    await this.#describe(await this.#connection.createOffer());
  }

  async take(word: Description | Candidate): Promise<void> {
    if (word.kind === "candidate") {
      const candidate = { candidate: word.candidate, sdpMLineIndex: word.line };
      if (!this.#early) return await this.#connection.addIceCandidate(candidate);
      if (this.#early.length < EARLY_MAX) this.#early.push(candidate);
      return;
    }
    await this.#connection.setRemoteDescription({ type: word.kind, sdp: word.sdp });
    const early = this.#early ?? [];
    this.#early = undefined;
    if (word.kind === "offer") {
      for (const transceiver of this.#connection.getTransceivers()) {
        transceiver.direction = "sendrecv";
      }
      await this.#attach();
      await this.#describe(await this.#connection.createAnswer());
    }
    for (const candidate of early) await this.#connection.addIceCandidate(candidate);
  }

  /** Sends these, and nothing else. */
  async send(locals: Iterable<LocalTrack>): Promise<void> {
    const wanted = new Map([...locals].map(({ source, track }) => [source, track]));
    for (const source of LINES) this.#sending.set(source, wanted.get(source) ?? null);
    await this.#attach();
  }

  /** What may come of producers that are known by name. */
  remotes(producerOf: (source: Source) => ProducerId | undefined): RemoteTrack[] {
    return this.#connection.getTransceivers().flatMap(({ receiver }, line) => {
      const source = LINES[line];
      const producerId = source && producerOf(source);
      if (!producerId) return [];
      return [{
        plane: this.id,
        key: `${this.id}/${source}`,
        consumerId: `direct-${source}`,
        producerId,
        kind: KIND_OF_SOURCE[source],
        track: receiver.track,
        receiver,
      }];
    });
  }

  close(): void {
    this.#connection.close();
  }

  async #attach(): Promise<void> {
    await Promise.all(
      this.#connection.getTransceivers().map(async ({ sender }, line) => {
        const source = LINES[line];
        const track = source ? this.#sending.get(source) ?? null : null;
        if (!source || sender.track === track) return;
        await sender.replaceTrack(track);
        if (track && KIND_OF_SOURCE[source] === "video") await bound(sender);
      }),
    );
  }

  async #describe({ type, sdp = "" }: RTCSessionDescriptionInit): Promise<void> {
    await this.#connection.setLocalDescription({ type, sdp: withVoiceRepair(sdp) });
    const said = this.#connection.localDescription;
    if (said?.type === "offer" || said?.type === "answer") {
      this.#options.say({ kind: said.type, sdp: said.sdp });
    }
  }
}

async function bound(sender: RTCRtpSender): Promise<void> {
  const parameters = sender.getParameters();
  for (const encoding of parameters.encodings) encoding.maxBitrate = VIDEO_BITRATE_BPS;
  // Before the description is agreed on there are none.
  if (parameters.encodings.length > 0) await sender.setParameters(parameters).catch(() => {});
}
