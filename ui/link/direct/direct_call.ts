/**
 * Two people who are alone, talking past the media node. The way through the node stays open and
 * connected; each stops sending there once the other says that all arrives directly, and sends there
 * again at once when it does not. Pictures are shown from wherever they flow, so nobody sees the change.
 */
import type { DirectWord, IceConfig, PeerId, ProducerId, Source } from "../../../protocol/mod.ts";
import { arrivalClock } from "../arrivals.ts";
import type { Expectation } from "../silence_watch.ts";
import type { LocalTrack, RemoteTrack } from "../tracks.ts";
import { type UplinkStats, uplinkStats } from "../uplink_stats.ts";
import { DirectPeer, type PeerWord } from "./direct_peer.ts";
import { judgeDirect } from "./judgement.ts";

/** How often one looks what comes. */
const LOOK_MS = 100;
/** It is closed so long after it was left: by then all flows through the media node. */
export const LEAVE_MS = 2_000;

export interface DirectCallOptions {
  selfId: PeerId;
  other: PeerId;
  attempt: number;
  ice: IceConfig;
  locals: () => Iterable<LocalTrack>;
  /** What the other's track of that kind is called in the room. */
  producerOf: (source: Source) => ProducerId | undefined;
  expects: (producerId: ProducerId) => Expectation;
  arrived: (remote: RemoteTrack) => void;
  arrivedAt: (remote: RemoteTrack) => number;
  say: (word: DirectWord) => void;
  /** Whether the media node gets nothing from here. */
  hold: (isHeld: boolean) => void;
  /** Other tracks are to be shown. */
  changed: () => void;
  /** It is over; by itself, if it did not work. */
  ended: (why: "left" | "failed") => void;
}

export class DirectCall {
  readonly #options: DirectCallOptions;
  readonly #peer: DirectPeer;
  readonly #startedAt = arrivalClock();
  #phase: "trying" | "flowing" | "leaving" | "ended" = "trying";
  #why: "left" | "failed" = "left";
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Words are taken one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: DirectCallOptions) {
    this.#options = options;
    this.#peer = new DirectPeer({
      id: -options.attempt, // Those of planes are positive.
      ice: options.ice,
      say: (word) => this.#say(word),
      stateChanged: () => this.#look(),
      arrived: (source) => {
        const remote = this.remotes.find(({ key }) => key.endsWith(`/${source}`));
        if (remote) options.arrived(remote);
      },
    });
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.localsChanged();
  }

  get attempt(): number {
    return this.#options.attempt;
  }

  get id(): number {
    return this.#peer.id;
  }

  /** All that is expected comes through it. */
  get isFlowing(): boolean {
    return this.#phase === "flowing";
  }

  /** Media may come from here or from the media node: both are to be looked at. */
  get isSwitching(): boolean {
    return this.#phase === "trying" || this.#phase === "leaving";
  }

  /** Nothing is missed that does not come through the media node. */
  get isRelied(): boolean {
    return this.#phase === "flowing" || this.#phase === "leaving";
  }

  get remotes(): RemoteTrack[] {
    return this.#phase === "ended" ? [] : this.#peer.remotes(this.#options.producerOf);
  }

  /** What the browser tells of it. */
  statistics(): Promise<RTCStatsReport[]> {
    return this.#peer.statistics();
  }

  /** What is known of the way to the other. */
  async uplink(): Promise<UplinkStats | undefined> {
    const [report] = await this.statistics();
    return report && uplinkStats(report);
  }

  /** The one of the two who calls; the other answers. */
  call(): void {
    this.#then(() => this.#peer.call());
  }

  hear(word: DirectWord): void {
    if (this.#phase === "ended" || this.#phase === "leaving") return;
    if (word.kind === "flowing") return this.#options.hold(word.flowing);
    this.#then(() => this.#peer.take(word));
  }

  /** What is sent has changed. */
  localsChanged(): void {
    this.#then(() => this.#peer.send(this.#options.locals()));
  }

  /** Back to the media node; what comes directly is shown until something comes from there. */
  leave(why: "left" | "failed" = "left"): void {
    if (this.#phase === "leaving" || this.#phase === "ended") return;
    this.#phase = "leaving";
    this.#why = why;
    this.#options.hold(false);
    this.#say({ kind: "flowing", flowing: false });
    this.#options.changed();
    clearInterval(this.#timer);
    this.#timer = setTimeout(() => this.close(), LEAVE_MS);
  }

  close(): void {
    if (this.#phase === "ended") return;
    if (this.#phase !== "leaving") this.#options.hold(false);
    this.#phase = "ended";
    clearInterval(this.#timer);
    this.#peer.close();
    this.#options.changed();
    this.#options.ended(this.#why);
  }

  #look(): void {
    if (this.#phase !== "trying" && this.#phase !== "flowing") return;
    const { expects, arrivedAt } = this.#options;
    const expected = this.remotes.map((remote) => ({
      kind: remote.kind,
      expectation: expects(remote.producerId),
      arrivedAt: arrivedAt(remote),
    }));
    const wasFlowing = this.#phase === "flowing";
    const { state } = this.#peer;
    const been = { state, startedAt: this.#startedAt, wasFlowing };
    const judgement = judgeDirect(been, expected, arrivalClock());
    if (judgement === "failed") return this.leave("failed");
    if (judgement === "waiting" || wasFlowing) return;
    this.#phase = "flowing";
    this.#say({ kind: "flowing", flowing: true });
    this.#options.changed();
  }

  #say(word: PeerWord): void {
    this.#options.say({ ...word, attempt: this.#options.attempt });
  }

  #then(step: () => Promise<void>): void {
    this.#turn = this.#turn.then(async () => {
      if (this.#phase !== "ended") await step();
    }).catch((error) => {
      if (this.#phase === "ended") return;
      console.warn("Cannot talk directly:", error);
      this.leave("failed");
    });
  }
}
