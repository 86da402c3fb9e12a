/**
 * RTP timestamps of one tap on the recorder's timeline. Pure: times come in.
 *
 * Sender reports on a tap say when, by the media node's clock, a sample was *captured*: mediasoup
 * carries the sender's own reports over to its clock. So sound and picture of one person stay together
 * however long either took on its way. Until the first report comes, and where none does, arrival
 * stands in: the fastest packet so far tells the way.
 */
import { timestampDistance } from "../../kit/mod.ts";
import type { NodeClock } from "./node_clock.ts";

/** Clocks of senders differ from ours by less than this in their pace. */
const DRIFT = 200e-6;
/** The earliest of so many reports counts: until a node knows a sender's clock it tells arrival instead. */
const REPORTS_KEPT = 5;
/** A report that puts samples so far from their arrival is of a broken clock. */
const REPORT_FAR_MS = 2_000;
/** How fast the timeline follows what is learned, in ms a ms. */
const SLEW = 0.1;
/** More than this is no correction but another timeline. */
const JUMP_MS = 400;
/** After so long a silence a sender may go on with the timestamp at which it ceased. */
const SILENCE_MS = 800;

export class TrackClock {
  readonly #ticksPerMs: number;
  /** The last packet's timestamp, as it came and without turns. */
  #last: { timestamp: number; mediaMs: number; atMs: number } | undefined;
  /** Our time less media time of the fastest packet. */
  #arrivalMs = 0;
  /** The node's time less media time, of the last reports. */
  #reports: number[] = [];
  #node: NodeClock | undefined;
  #offset: { ms: number; mediaMs: number } | undefined;

  constructor(clockRate: number) {
    this.#ticksPerMs = clockRate / 1_000;
  }

  /** A packet with that timestamp came at `atMs`. In order, or nearly. */
  arrive(timestamp: number, atMs: number): void {
    const mediaMs = this.#mediaMs(timestamp);
    const wayMs = atMs - mediaMs;
    const last = this.#last;
    const quietMs = last ? atMs - last.atMs : 0;
    const awayMs = wayMs - this.#arrivalMs;
    const isAnew = !last || awayMs < -JUMP_MS || (quietMs > SILENCE_MS && awayMs > JUMP_MS);
    if (isAnew) {
      this.#arrivalMs = wayMs;
      this.#reports = [];
      this.#offset = undefined;
    } else {
      this.#arrivalMs = Math.min(this.#arrivalMs + DRIFT * Math.max(0, quietMs), wayMs);
    }
    this.#last = { timestamp, mediaMs, atMs };
  }

  /** The node's clock showed `ntpMs` when what has that timestamp was captured. */
  report(timestamp: number, ntpMs: number, node: NodeClock): void {
    if (!this.#last || node.offsetMs === undefined) return;
    const wayMs = ntpMs - this.#mediaMs(timestamp);
    if (Math.abs(wayMs + node.offsetMs - this.#arrivalMs) > REPORT_FAR_MS) return;
    this.#node = node;
    this.#reports = [...this.#reports, wayMs].slice(-REPORTS_KEPT);
  }

  /** Whether a report has told when things were captured. */
  get isReported(): boolean {
    return this.#reports.length > 0;
  }

  /** When it was captured, as far as is known. */
  at(timestamp: number): number {
    const mediaMs = this.#mediaMs(timestamp);
    const target = this.#target();
    const offset = this.#offset;
    if (!offset || Math.abs(target - offset.ms) > JUMP_MS) {
      this.#offset = { ms: target, mediaMs };
    } else {
      const most = SLEW * Math.max(0, mediaMs - offset.mediaMs);
      const step = Math.max(-most, Math.min(most, target - offset.ms));
      this.#offset = { ms: offset.ms + step, mediaMs: Math.max(mediaMs, offset.mediaMs) };
    }
    return mediaMs + this.#offset.ms;
  }

  #target(): number {
    const offsetMs = this.#node?.offsetMs;
    if (this.#reports.length === 0 || offsetMs === undefined) return this.#arrivalMs;
    return Math.min(...this.#reports) + offsetMs;
  }

  #mediaMs(timestamp: number): number {
    const last = this.#last;
    if (!last) return 0;
    return last.mediaMs + timestampDistance(last.timestamp, timestamp) / this.#ticksPerMs;
  }
}
