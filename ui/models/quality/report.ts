/** What a client reports of its call: the difference of two samples. Pure. */
import {
  type ProducerId,
  QUALITY_RECEIVED_MAX,
  QUALITY_SENT_MAX,
  type QualityReport,
  type ReceivedQuality,
  type SentLayer,
  type SentQuality,
  type Source,
  type TrackKey,
} from "../../../protocol/mod.ts";
import { mosOf } from "./mos.ts";
import type { Inbound, Outbound, Sample } from "./sample.ts";

/** What the browser's tracks are in the room. */
export interface Tracks {
  readonly received: ReadonlyMap<string, ProducerId>;
  readonly sent: ReadonlyMap<string, { readonly key: TrackKey; readonly source: Source }>;
  /** Past the media node, to the other of two people. */
  readonly isDirect: boolean;
}

/** Fewer audio packets than these in a span say nothing: with DTX a silent person sends hardly any. */
const TELLING_PACKETS = 10;
/** Of one track, as far as the protocol has it. */
const LAYERS_MAX = 4;

/** Tracks that `before` doesn't have are new: all they counted is of the span. */
export function reportOf(before: Sample, after: Sample, tracks: Tracks): QualityReport {
  const spanMs = Math.max(1, after.atMs - before.atMs);
  const wayMs = tracks.isDirect ? after.rttMs && after.rttMs / 2 : after.rttMs;
  const known = new Map(before.inbound.map((one) => [one.track, one]));
  const received = after.inbound.flatMap((now): ReceivedQuality[] => {
    const producerId = tracks.received.get(now.track);
    if (producerId === undefined) return [];
    return [{ producerId, ...receivedOf(known.get(now.track), now, spanMs, wayMs) }];
  }).toSorted((a, b) => trouble(b) - trouble(a));
  const sent = sentOf(before.outbound, after.outbound, spanMs, tracks);
  const voices = received.flatMap(({ mos }) => mos ?? []);
  return {
    spanMs: rounded(spanMs),
    ...(after.rttMs !== undefined && { rttMs: rounded(after.rttMs) }),
    inKbits: rounded(received.reduce((sum, { kbits }) => sum + kbits, 0), 1),
    outKbits: rounded(sent.reduce((sum, { kbits }) => sum + kbits, 0), 1),
    ...(after.path && { path: { ...after.path, ...(tracks.isDirect && { direct: true }) } }),
    ...(voices.length > 0 && { mos: Math.min(...voices) }),
    received: received.slice(0, QUALITY_RECEIVED_MAX),
    sent: sent.slice(0, QUALITY_SENT_MAX),
  };
}

function receivedOf(
  before: Inbound | undefined,
  now: Inbound,
  spanMs: number,
  wayMs = 0,
): Omit<ReceivedQuality, "producerId"> {
  const since = (count: (one: Inbound) => number) =>
    Math.max(0, count(now) - (before ? count(before) : 0));
  const packets = since(({ packets }) => packets);
  const lost = since(({ lost }) => lost);
  const loss = packets + lost > 0 ? lost / (packets + lost) : 0;
  const common = {
    kind: now.kind,
    ...(now.codec !== undefined && { codec: now.codec }),
    kbits: rounded(kbitsOf(since(({ bytes }) => bytes), spanMs), 1),
    loss: rounded(loss, 4),
    jitterMs: rounded(now.jitterMs, 1),
  };
  if (now.kind === "video") {
    return {
      ...common,
      ...(now.width !== undefined && { width: now.width }),
      ...(now.height !== undefined && { height: now.height }),
      ...(now.fps !== undefined && { fps: rounded(now.fps, 1) }),
      freezes: since(({ freezes }) => freezes),
      freezeMs: rounded(since(({ freezeMs }) => freezeMs)),
    };
  }
  const samples = since(({ samples }) => samples);
  const emitted = since(({ emitted }) => emitted);
  const bufferMs = emitted > 0 ? since(({ bufferedMs }) => bufferedMs) / emitted : 0;
  const concealed = Math.min(1, samples > 0 ? since(({ concealed }) => concealed) / samples : 0);
  return {
    ...common,
    // Until a new track's first packets play, all of its sound is made up.
    ...(before && { concealed: rounded(concealed, 4) }),
    ...(packets >= TELLING_PACKETS && { mos: rounded(mosOf({ loss, wayMs, bufferMs }), 2) }),
  };
}

function sentOf(
  before: readonly Outbound[],
  after: readonly Outbound[],
  spanMs: number,
  tracks: Tracks,
): SentQuality[] {
  const former = new Map(before.map((one) => [layerName(one), one.bytes]));
  return [...Map.groupBy(after, ({ track }) => track)].flatMap(([track, all]) => {
    const what = tracks.sent.get(track);
    const [first] = all;
    if (!what || !first) return [];
    const layers = all.map((one): SentLayer => {
      const bytes = Math.max(0, one.bytes - (former.get(layerName(one)) ?? 0));
      return {
        ...(one.rid !== undefined && { rid: one.rid }),
        ...(one.width !== undefined && { width: one.width }),
        ...(one.height !== undefined && { height: one.height }),
        ...(one.fps !== undefined && { fps: rounded(one.fps, 1) }),
        kbits: rounded(kbitsOf(bytes, spanMs), 1),
        ...(one.mode !== undefined && { mode: one.mode }),
      };
    }).filter(({ kbits }) => kbits > 0) // The others rest.
      .toSorted((a, b) => (b.width ?? 0) - (a.width ?? 0));
    const worst = (values: readonly (number | undefined)[]) => {
      const told = values.filter((value) => value !== undefined);
      return told.length > 0 ? Math.max(...told) : undefined;
    };
    const loss = worst(all.map(({ loss }) => loss));
    const jitterMs = worst(all.map(({ jitterMs }) => jitterMs));
    const limit = all.find(({ limit }) => limit !== undefined)?.limit;
    return [{
      ...what,
      ...(first.codec !== undefined && { codec: first.codec }),
      kbits: rounded(layers.reduce((sum, { kbits }) => sum + kbits, 0), 1),
      ...(loss !== undefined && { loss: rounded(Math.min(1, loss), 4) }),
      ...(jitterMs !== undefined && { jitterMs: rounded(jitterMs, 1) }),
      layers: layers.slice(0, LAYERS_MAX),
      ...(limit !== undefined && { limit }),
    }];
  });
}

const layerName = ({ track, rid = "" }: Outbound): string => `${track}/${rid}`;

/** What is worth telling first where not all can be told. */
function trouble({ loss, freezeMs = 0, concealed = 0 }: ReceivedQuality): number {
  return loss + concealed + freezeMs / 1_000;
}

const BITS = 8;
/** Bytes in so many ms: bits a ms are kbit a second. */
const kbitsOf = (bytes: number, ms: number): number => bytes * BITS / ms;

function rounded(value: number, digits = 0): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
