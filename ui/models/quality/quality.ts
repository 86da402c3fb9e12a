/** How this call looks and sounds here: shown on tiles, and reported every few seconds. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import {
  type JoinPhases,
  type PeerId,
  type PeerView,
  QUALITY_INTERVAL_MS,
  type QualityReport,
} from "../../../protocol/mod.ts";
import { Refusal } from "../../link/errors.ts";
import type { Statistics } from "../../link/statistics.ts";
import { type Level, ownLevel, receivedLevel, steadied, STEADY, type Steady } from "./level.ts";
import { reportOf } from "./report.ts";
import { type Sample, sampleOf } from "./sample.ts";

/** What is shown is measured twice for each report. */
export const SAMPLE_MS = QUALITY_INTERVAL_MS / 2;
const SAMPLES_A_REPORT = 2;
/** Phases of a join are reported when it had time to show a picture. */
const SETTLED_REPORTS = 2;

export interface QualityOptions {
  statistics: () => Promise<Statistics | undefined>;
  peers: ReadonlySignal<readonly PeerView[]>;
  selfId: PeerId;
  /** False while media has no way through. */
  isHealthy: ReadonlySignal<boolean>;
  isJoined: () => boolean;
  phases: () => JoinPhases;
  /** Rejects with `Refusal` or `LinkDown`. */
  send: (report: QualityReport) => Promise<unknown>;
  /** Monotonic ms. */
  now: () => number;
  /** Calls back until its result is called. */
  every: (ms: number, run: () => void) => () => void;
}

export type QualityModel = ReturnType<typeof createQuality>;

interface Taken {
  readonly plane: number;
  readonly sample: Sample;
}

export function createQuality(options: QualityOptions) {
  const { peers, selfId, isHealthy } = options;
  const latest = signal<QualityReport | null>(null);
  /** Whose details are looked at. */
  const details = signal<PeerId | null>(null);
  const levels = signal<ReadonlyMap<PeerId, Steady>>(new Map());
  /** The newest last. */
  let taken: Taken[] = [];
  let reports = 0;
  let isBusy = false;
  /** An older gateway knows of no such message. */
  let isUnknown = false;
  const stop = options.every(SAMPLE_MS, () => {
    if (isBusy) return;
    isBusy = true;
    step().catch(() => {}) // The plane was closed meanwhile: the next one is looked at next time.
      .finally(() => isBusy = false);
  });
  let samples = 0;

  async function step(): Promise<void> {
    const statistics = await options.statistics();
    if (!statistics) return;
    const { plane } = statistics;
    const sample = sampleOf(statistics.reports, options.now());
    const last = taken.at(-1);
    // On another plane all counts begin anew.
    if (last?.plane !== plane) {
      taken = [{ plane, sample }];
      samples = 0;
      return;
    }
    taken = [...taken, { plane, sample }].slice(-1 - SAMPLES_A_REPORT);
    latest.value = reportOf(last.sample, sample, statistics);
    levels.value = judged(levels.peek(), latest.value);
    samples++;
    const first = taken[0];
    if (samples % SAMPLES_A_REPORT === 0 && first) {
      tell(reportOf(first.sample, sample, statistics));
    }
  }

  /** Lost ones are missed by nobody. */
  function tell(report: QualityReport): void {
    if (isUnknown || !options.isJoined()) return;
    reports++;
    const join = reports === SETTLED_REPORTS ? options.phases() : undefined;
    options.send({ ...report, ...(join && { join }) }).catch((error) => {
      isUnknown = error instanceof Refusal && error.code === "unknown-type";
    });
  }

  function judged(
    known: ReadonlyMap<PeerId, Steady>,
    report: QualityReport,
  ): ReadonlyMap<PeerId, Steady> {
    const next = new Map<PeerId, Steady>();
    for (const { id, producers } of peers.peek()) {
      const own = new Set(producers.map(({ id }) => id));
      const tracks = report.received.filter(({ producerId }) => own.has(producerId));
      const seen = id === selfId ? ownLevel(report) : receivedLevel(tracks, report);
      next.set(id, steadied(known.get(id) ?? STEADY, seen));
    }
    return next;
  }

  return {
    details,
    /** Of the last samples; null: nothing was measured yet. */
    latest: latest as ReadonlySignal<QualityReport | null>,
    /** How somebody looks and sounds here; of this person: how their own connection is. */
    levelOf: (id: PeerId): Level => {
      const peer = peers.value.find((peer) => peer.id === id);
      if (!isHealthy.value || peer?.connected === false) return "lost";
      return levels.value.get(id)?.shown ?? "good";
    },
    /** Of one peer's tracks, as last measured; reads signals. */
    tracksOf: (id: PeerId) => {
      const own = new Set(
        peers.value.find((peer) => peer.id === id)?.producers.map(({ id }) => id),
      );
      return latest.value?.received.filter(({ producerId }) => own.has(producerId)) ?? [];
    },
    isMeasured: computed(() => latest.value !== null),
    dispose: stop,
  };
}
