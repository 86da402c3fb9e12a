/** Between the bench and its processes of peers: one JSON line a request, one an answer. */
import type { RemoteTransport } from "../../worker/proof_peer.ts";

/** What a server has to know of a peer. */
export interface LocalPeer {
  readonly iceParameters: { readonly usernameFragment: string; readonly password: string };
  readonly fingerprint: string;
}

export type PeerRequest =
  | { readonly type: "open" }
  | { readonly type: "connect"; readonly peer: number; readonly remote: RemoteTransport }
  /** It takes no notice of what comes. */
  | { readonly type: "deafen"; readonly peer: number }
  /** It reads the stamps of what comes. */
  | { readonly type: "probe"; readonly peer: number }
  | { readonly type: "send"; readonly peer: number }
  | { readonly type: "stop" }
  /** What the probes saw since the last time. */
  | { readonly type: "read" }
  /** Stamped packets from one socket to another, without a server between them. */
  | { readonly type: "direct" }
  | { readonly type: "close" };

/** What all probes of a process saw. */
export interface Seen {
  readonly sent: number;
  readonly received: number;
  readonly lost: number;
  /** From the sender's stamp to the receiver's eyes; at most {@linkcode SAMPLES_MAX}. */
  readonly latenciesMs: readonly number[];
}

export const SAMPLES_MAX = 50_000;

/** The load: a camera of 30 pictures a second in five packets each, and a voice. */
export const LOAD = {
  video: {
    ssrc: 22_220,
    payloadType: 101,
    bytes: 1_100,
    perBurst: 5,
    everyMs: 1_000 / 30,
    ticks: 3_000,
  },
  audio: { ssrc: 11_110, payloadType: 100, bytes: 80, perBurst: 1, everyMs: 20, ticks: 960 },
} as const;
