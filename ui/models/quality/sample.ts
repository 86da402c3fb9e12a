/** What is used of a browser's statistics (W3C webrtc-stats), at one moment. Pure. */
import type { MediaKind, QualityPath } from "../../../protocol/mod.ts";
import { icePath } from "../../link/ice_path.ts";

/** One entry of a report, unparsed: browsers differ in what they tell. */
export type Stats = Readonly<Record<string, unknown>>;
export type StatsReport = Iterable<readonly [string, Stats]>;

/** A track that comes in; counts are since it began. */
export interface Inbound {
  /** The browser's id of the track. */
  readonly track: string;
  readonly kind: MediaKind;
  readonly codec: string | undefined;
  readonly bytes: number;
  readonly packets: number;
  readonly lost: number;
  readonly jitterMs: number;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly fps: number | undefined;
  readonly freezes: number;
  readonly freezeMs: number;
  readonly samples: number;
  /** Samples the decoder made up, silence apart: what nobody said is missed by nobody. */
  readonly concealed: number;
  /** Time that emitted samples or frames spent in the jitter buffer, and how many they were. */
  readonly bufferedMs: number;
  readonly emitted: number;
}

/** A layer that goes out; counts are since it began. */
export interface Outbound {
  readonly track: string;
  readonly kind: MediaKind;
  readonly rid: string | undefined;
  readonly codec: string | undefined;
  readonly bytes: number;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly fps: number | undefined;
  readonly mode: string | undefined;
  readonly limit: "cpu" | "bandwidth" | "other" | undefined;
  /** As the receiver last reported. */
  readonly loss: number | undefined;
  readonly jitterMs: number | undefined;
  readonly rttMs: number | undefined;
}

export interface Sample {
  /** Monotonic. */
  readonly atMs: number;
  readonly inbound: readonly Inbound[];
  readonly outbound: readonly Outbound[];
  readonly path: QualityPath | undefined;
  readonly rttMs: number | undefined;
}

const CODEC = /^[\w.+-]{1,32}$/;
const NAME = /^\w{1,16}$/;
const LIMITS = ["cpu", "bandwidth", "other"] as const;

/** `reports`: of the sending and of the receiving connection. */
export function sampleOf(reports: readonly StatsReport[], atMs: number): Sample {
  const all = reports.map((report) => new Map(report));
  const paths = all.flatMap((entries) => icePath(entries) ?? []);
  const outbound = all.flatMap((entries) => of(entries, "outbound-rtp", outboundOf));
  const rtts = [...paths, ...outbound].flatMap(({ rttMs }) => rttMs ?? []);
  const [path] = paths;
  return {
    atMs,
    inbound: all.flatMap((entries) => of(entries, "inbound-rtp", inboundOf)),
    outbound,
    path: path && { candidate: path.candidate, protocol: path.protocol },
    rttMs: rtts.length > 0 ? Math.min(...rtts) : undefined,
  };
}

type Entries = ReadonlyMap<string, Stats>;

function of<T>(
  entries: Entries,
  type: string,
  read: (stats: Stats, entries: Entries) => T | undefined,
): T[] {
  return [...entries.values()].filter((stats) => stats["type"] === type)
    .flatMap((stats) => read(stats, entries) ?? []);
}

function inboundOf(stats: Stats, entries: Entries): Inbound | undefined {
  const { trackIdentifier: track, kind } = stats;
  if (typeof track !== "string" || !isKind(kind)) return undefined;
  const concealed = count(stats["concealedSamples"]) - count(stats["silentConcealedSamples"]);
  const emitted = kind === "audio" ? stats["jitterBufferEmittedCount"] : stats["framesDecoded"];
  return {
    track,
    kind,
    codec: codecOf(stats, entries),
    bytes: count(stats["bytesReceived"]),
    packets: count(stats["packetsReceived"]),
    lost: count(stats["packetsLost"]),
    jitterMs: count(stats["jitter"]) * 1_000,
    width: known(stats["frameWidth"]),
    height: known(stats["frameHeight"]),
    fps: known(stats["framesPerSecond"]),
    freezes: count(stats["freezeCount"]),
    freezeMs: count(stats["totalFreezesDuration"]) * 1_000,
    samples: count(stats["totalSamplesReceived"]),
    concealed: Math.max(0, concealed),
    bufferedMs: count(stats["jitterBufferDelay"]) * 1_000,
    emitted: count(emitted),
  };
}

function outboundOf(stats: Stats, entries: Entries): Outbound | undefined {
  const { kind } = stats;
  const source = entries.get(String(stats["mediaSourceId"]));
  const track = source?.["trackIdentifier"];
  if (typeof track !== "string" || !isKind(kind)) return undefined; // A null track is being sent.
  const remote = entries.get(String(stats["remoteId"]));
  const jitterS = known(remote?.["jitter"]);
  const rttS = known(remote?.["roundTripTime"]);
  return {
    track,
    kind,
    rid: named(stats["rid"]),
    codec: codecOf(stats, entries),
    bytes: count(stats["bytesSent"]),
    width: known(stats["frameWidth"]),
    height: known(stats["frameHeight"]),
    fps: known(stats["framesPerSecond"]),
    mode: named(stats["scalabilityMode"]),
    limit: LIMITS.find((limit) => limit === stats["qualityLimitationReason"]),
    loss: known(remote?.["fractionLost"]),
    jitterMs: jitterS === undefined ? undefined : jitterS * 1_000,
    rttMs: rttS === undefined ? undefined : rttS * 1_000,
  };
}

/** `video/VP8` → `VP8`. */
function codecOf(stats: Stats, entries: Entries): string | undefined {
  const mimeType = entries.get(String(stats["codecId"]))?.["mimeType"];
  const name = typeof mimeType === "string" ? mimeType.split("/")[1] : undefined;
  return name !== undefined && CODEC.test(name) ? name : undefined;
}

const isKind = (kind: unknown): kind is MediaKind => kind === "audio" || kind === "video";
const known = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
const count = (value: unknown): number => known(value) ?? 0;
const named = (value: unknown): string | undefined =>
  typeof value === "string" && NAME.test(value) ? value : undefined;
