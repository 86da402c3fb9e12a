/**
 * Why did my call glitch? Joins what clients measured with what happened to their room, and tells it as
 * moments with their probable causes. Pure.
 */
import {
  type CallMoment,
  type GlitchCause,
  JOIN_PHASES,
  MOMENTS_MAX,
  type PeerId,
  type QualityReport,
} from "../../protocol/mod.ts";
import { eventsOf, type MomentFact } from "./events.ts";

/** A report and when it came, epoch ms. */
export interface Measured {
  readonly peerId: PeerId;
  readonly at: number;
  readonly report: QualityReport;
}

/** Below these nobody notices. */
const FROZEN_MS = 300;
const CONCEALED = 0.05;
const LOSS = 0.05;
const RTT_MS = 400;
const JOIN_MS = 3_000;
/** Loss that explains other trouble of the same tracks. */
const TELLING_LOSS = 0.02;
/** A picture of less than this part of its former height; where nothing was lost its viewer wants no more. */
const BLUR = 0.6;
/** What happened so long before or after a report's span may have caused what it tells. */
const NEAR_MS = 3_000;
/** The same trouble that comes again within this is one. */
const MERGE_MS = 12_000;

type Glitch = Extract<CallMoment, { cause: GlitchCause }>;

/** Oldest first; of more than the bound the longest. */
export function glitches(
  measured: readonly Measured[],
  facts: readonly MomentFact[],
  names: ReadonlyMap<PeerId, string>,
): CallMoment[] {
  const events = eventsOf(facts, names);
  const bySender = Map.groupBy(measured, ({ peerId }) => peerId);
  const heights = new Map<string, number>();
  const found: Glitch[] = [];
  for (const one of measured) {
    for (const glitch of glitchesOf(one, heights)) {
      found.push(named({ ...glitch, cause: causeOf(glitch, one, events, bySender) }, names));
    }
  }
  return bounded([...events, ...merged(found)]);
}

/** What one report shows, its cause open. `heights`: of pictures, kept from report to report. */
function* glitchesOf({ peerId, at, report }: Measured, heights: Map<string, number>) {
  const { spanMs, received, rttMs = 0, join } = report;
  const base = { at: Math.round(at - spanMs), until: at, peerId, cause: "unknown" } as const;
  if (join) yield* slowJoin(base, join);
  if (rttMs >= RTT_MS) yield { ...base, type: "slow", rttMs } as const;
  const loss = meanLoss(report);
  if (loss >= LOSS) yield { ...base, type: "lossy", loss } as const;
  for (const track of received) {
    const from = { ...base, fromPeerId: senderOf(track.producerId) };
    const { freezes = 0, freezeMs = 0, concealed = 0, height } = track;
    if (freezes > 0 && freezeMs >= FROZEN_MS) {
      yield { ...from, type: "froze", count: freezes, totalMs: freezeMs } as const;
    }
    if (concealed >= CONCEALED) yield { ...from, type: "choppy", concealed } as const;
    if (height === undefined || height === 0) continue;
    const key = `${peerId} ${track.producerId}`;
    const before = heights.get(key) ?? height;
    heights.set(key, height);
    if (height < before * BLUR) yield { ...from, type: "blurry", height, before } as const;
  }
}

type Base = { at: number; until: number; peerId: PeerId; cause: GlitchCause };

function* slowJoin(base: Base, join: NonNullable<QualityReport["join"]>) {
  const phases = JOIN_PHASES.filter((phase) => phase !== "page")
    .map((phase) => ({ phase, ms: join[phase] ?? 0 }));
  const totalMs = phases.reduce((sum, { ms }) => sum + ms, 0);
  const longest = phases.toSorted((a, b) => b.ms - a.ms)[0];
  if (totalMs >= JOIN_MS && longest) {
    yield { ...base, type: "slow-join", totalMs, phase: longest.phase } as const;
  }
}

/** What most probably caused it: what the room knows first, then the ways there and here. */
function causeOf(
  glitch: Glitch,
  { peerId, report }: Measured,
  events: readonly CallMoment[],
  bySender: ReadonlyMap<PeerId, readonly Measured[]>,
): GlitchCause {
  const near = events.filter(({ at, until }) =>
    at <= glitch.until + NEAR_MS && until >= glitch.at - NEAR_MS
  );
  const has = (type: CallMoment["type"]) => near.some((event) => event.type === type);
  const from = "fromPeerId" in glitch ? glitch.fromPeerId : undefined;
  if (has("media-lost")) return "media-lost";
  if (has("media-moved")) return "media-moved";
  const isAway = near.some((event) =>
    event.type === "away" && (event.peerId === peerId || event.peerId === from)
  );
  if (isAway) return "reconnected";
  if (from !== undefined) {
    const cause = senderCause(from, glitch, bySender.get(from) ?? []);
    if (cause) return cause;
    const itsTracks = report.received.filter(({ producerId }) => senderOf(producerId) === from);
    if (itsTracks.some(({ loss }) => loss >= TELLING_LOSS)) return "own-network";
  } else if (glitch.type === "lossy" || glitch.type === "slow") return "own-network";
  if (meanLoss(report) >= TELLING_LOSS || (report.rttMs ?? 0) >= RTT_MS) return "own-network";
  return has("owner-changed") ? "owner-changed" : "unknown";
}

/** What a sender's own reports of that time say. */
function senderCause(
  from: PeerId,
  { at, until }: Glitch,
  reports: readonly Measured[],
): GlitchCause | undefined {
  const then = reports.filter((one) =>
    one.peerId === from && one.at >= at && one.at - one.report.spanMs <= until
  ).flatMap(({ report }) => report.sent);
  if (then.some(({ limit }) => limit === "cpu")) return "sender-cpu";
  const isLossy = then.some(({ loss = 0, limit }) => loss >= TELLING_LOSS || limit === "bandwidth");
  return isLossy ? "sender-network" : undefined;
}

/** Of all that came in, by bitrate: a thin track's loss weighs little. */
function meanLoss({ received }: QualityReport): number {
  const weight = received.reduce((sum, { kbits }) => sum + kbits, 0);
  if (weight === 0) return 0;
  return received.reduce((sum, { loss, kbits }) => sum + loss * kbits, 0) / weight;
}

/** A producer's id begins with its peer's. */
const senderOf = (producerId: string): PeerId => producerId.slice(0, producerId.indexOf(":"));

function named(glitch: Glitch, names: ReadonlyMap<PeerId, string>): Glitch {
  const name = names.get(glitch.peerId);
  const from = "fromPeerId" in glitch ? glitch.fromPeerId : undefined;
  const fromName = from === undefined ? undefined : names.get(from);
  return {
    ...glitch,
    ...(name !== undefined && { name }),
    ...(fromName !== undefined && { fromName }),
  };
}

/** The same trouble of the same two people, report after report, as one. */
function merged(found: readonly Glitch[]): Glitch[] {
  const all: Glitch[] = [];
  const open = new Map<string, number>();
  // A sinking picture is told of only where something explains it: small tiles get small pictures.
  const told = found.filter(({ type, cause }) => type !== "blurry" || cause !== "unknown");
  for (const glitch of told.toSorted((a, b) => a.at - b.at)) {
    const from = "fromPeerId" in glitch ? glitch.fromPeerId : "";
    const key = `${glitch.type} ${glitch.peerId} ${from}`;
    const index = open.get(key);
    const former = index === undefined ? undefined : all[index];
    if (index !== undefined && former && glitch.at - former.until <= MERGE_MS) {
      all[index] = joined(former, glitch);
    } else {
      open.set(key, all.length);
      all.push(glitch);
    }
  }
  return all;
}

function joined(one: Glitch, next: Glitch): Glitch {
  const cause = one.cause === "unknown" ? next.cause : one.cause;
  const base = { until: Math.max(one.until, next.until), cause };
  switch (one.type) {
    case "froze": {
      const more = next.type === "froze" ? next : { count: 0, totalMs: 0 };
      return {
        ...one,
        ...base,
        count: one.count + more.count,
        totalMs: one.totalMs + more.totalMs,
      };
    }
    case "choppy": {
      const concealed = next.type === "choppy" ? next.concealed : 0;
      return { ...one, ...base, concealed: Math.max(one.concealed, concealed) };
    }
    case "lossy":
      return { ...one, ...base, loss: Math.max(one.loss, next.type === "lossy" ? next.loss : 0) };
    case "slow":
      return { ...one, ...base, rttMs: Math.max(one.rttMs, next.type === "slow" ? next.rttMs : 0) };
    case "blurry": {
      const height = next.type === "blurry" ? next.height : one.height;
      return { ...one, ...base, height: Math.min(one.height, height) };
    }
    case "slow-join":
      return { ...one, ...base };
    default:
      return one satisfies never;
  }
}

function bounded(moments: readonly CallMoment[]): CallMoment[] {
  return moments.toSorted((a, b) => b.until - b.at - (a.until - a.at)).slice(0, MOMENTS_MAX)
    .toSorted((a, b) => a.at - b.at || a.until - b.until);
}
