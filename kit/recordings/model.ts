/** A manifest's entries, read into what a recording is made of. Pure. */
import type {
  Asset,
  Gap,
  JobKind,
  ManifestBody,
  ManifestEntry,
  PartEnd,
  PartId,
  PeerId,
  RecorderId,
  RecordingJob,
  Segment,
  Source,
} from "../../protocol/mod.ts";
import { joinSpans, type Span } from "./spans.ts";

/** A track as one part has it. Times are epoch ms of its recorder. */
export interface TrackModel {
  readonly part: PartId;
  readonly track: number;
  readonly peerId: PeerId;
  readonly name: string;
  readonly source: Source;
  readonly codec: string;
  /** It was to be recorded from then to then, */
  readonly span: Span;
  /** and before it was here since then: its tap came late. */
  readonly since: number;
  /** but its sender had turned it off. */
  readonly pauses: readonly Span[];
  /** It was off when it ended. */
  readonly endsOff: boolean;
  /** In the object store, in order. */
  readonly segments: readonly Segment[];
  /** On the recorder's disk, as far as anybody knows. */
  readonly waiting: readonly Segment[];
  readonly lost: readonly Segment[];
}

export interface PartModel {
  readonly id: PartId;
  readonly recorderId: RecorderId | null;
  /** When its recorder certainly was at work. */
  readonly span: Span;
  /** Null: nobody knows what its recorder has on its disk. */
  readonly end: PartEnd | null;
  readonly tracks: readonly TrackModel[];
}

/** How a job has ended last. */
export type JobEnd = Omit<Extract<ManifestBody, { type: "JobEnded" }>, "type" | "job">;

export interface RecordingModel {
  /** In the order of their beginnings. */
  readonly parts: readonly PartModel[];
  /** What was made of it, the newest of each kind and name. */
  readonly assets: readonly Asset[];
  readonly gaps: readonly Gap[];
  readonly ended: ReadonlyMap<JobKind, JobEnd>;
}

/** All tracks of all parts, in the order of their beginnings. */
export function tracksOf({ parts }: RecordingModel): TrackModel[] {
  return parts.flatMap(({ tracks }) => tracks).sort((a, b) => a.span.startMs - b.span.startMs);
}

/** What is not in the object store yet, though it may come. */
export function awaited(model: RecordingModel): { parts: number; segments: number } {
  return {
    parts: model.parts.filter(({ end }) => end === null).length,
    segments: tracksOf(model).reduce((sum, { waiting }) => sum + waiting.length, 0),
  };
}

/** How this very job has ended, and not the one before it; `undefined`: it has not. */
export function endOf(
  { ended }: Pick<RecordingModel, "ended">,
  { kind, again = 0 }: Pick<RecordingJob, "kind" | "again">,
): JobEnd | undefined {
  const end = ended.get(kind);
  return (end?.again ?? 0) >= again ? end : undefined;
}

/** Reads a manifest, in the order of the log. Entries that were written twice count once. */
export function readManifest(entries: Iterable<ManifestEntry>): RecordingModel {
  const parts = new Map<PartId, PartReader>();
  const assets = new Map<string, Asset>();
  const ended = new Map<JobKind, JobEnd>();
  let gaps: readonly Gap[] = [];
  for (const entry of entries) {
    if (entry.part !== null) {
      let part = parts.get(entry.part);
      if (!part) parts.set(entry.part, part = new PartReader(entry.part, entry.at));
      part.read(entry);
      continue;
    }
    const { body } = entry;
    if (body.type === "AssetStored") {
      assets.set(`${body.asset.kind}/${body.asset.name}`, body.asset);
    }
    if (body.type === "GapsFound") gaps = body.gaps;
    if (body.type === "JobEnded") {
      const { type: _, job, ...end } = body;
      ended.set(job, end);
    }
  }
  return {
    parts: [...parts.values()].map((part) => part.model())
      .sort((a, b) => a.span.startMs - b.span.startMs),
    assets: [...assets.values()],
    gaps,
    ended,
  };
}

type Where = "disk" | "store" | "lost";

interface TrackReader {
  readonly opened: { peerId: PeerId; name: string; source: Source; codec: string };
  readonly openedAt: number;
  readonly since: number;
  closedAt: number | undefined;
  pausedAt: number | undefined;
  readonly pauses: Span[];
  readonly segments: Map<number, Segment>;
  readonly where: Map<number, Where>;
}

/** What one recorder said of its part. */
class PartReader {
  readonly #id: PartId;
  readonly #tracks = new Map<number, TrackReader>();
  #openedAt: number;
  /** When it last said what a recorder at work alone can say. */
  #aliveAt: number;
  #recorderId: RecorderId | null = null;
  #closed: { at: number; end: PartEnd } | undefined;

  constructor(id: PartId, at: number) {
    this.#id = id;
    this.#openedAt = this.#aliveAt = at;
  }

  read({ at, body }: ManifestEntry): void {
    switch (body.type) {
      case "PartOpened":
        this.#recorderId = body.recorderId;
        this.#openedAt = at;
        return this.#alive(at);
      case "TrackOpened": {
        if (this.#tracks.has(body.track)) return;
        const { track, peerId, name, source, codec, since = at } = body;
        this.#tracks.set(track, {
          opened: { peerId, name, source, codec },
          openedAt: at,
          since: Math.min(since, at),
          closedAt: undefined,
          pausedAt: undefined,
          pauses: [],
          segments: new Map(),
          where: new Map(),
        });
        return this.#alive(at);
      }
      case "TrackPaused": {
        const track = this.#tracks.get(body.track);
        if (track) pause(track, body.paused, at);
        return this.#alive(at);
      }
      case "SegmentClosed": {
        const { segment } = body;
        const track = this.#tracks.get(segment.track);
        if (!track) return;
        track.segments.set(segment.index, segment);
        if (!track.where.has(segment.index)) track.where.set(segment.index, "disk");
        return this.#alive(segment.endMs);
      }
      case "SegmentStored":
        return void this.#tracks.get(body.track)?.where.set(body.index, "store");
      case "SegmentLost":
        return void this.#tracks.get(body.track)?.where.set(body.index, "lost");
      case "TrackClosed": {
        const track = this.#tracks.get(body.track);
        if (track) track.closedAt ??= at;
        return;
      }
      case "PartPaused":
        return this.#alive(at);
      case "PartClosed":
        this.#closed ??= { at, end: body.end };
        return;
      case "AssetStored":
      case "GapsFound":
      case "JobEnded":
        return; // Of the whole recording.
      case "KeyMade":
        return; // Of those who read what it seals.
      default:
        return body satisfies never;
    }
  }

  model(): PartModel {
    const { at, end } = this.#closed ?? { at: this.#aliveAt, end: null };
    // Who finds a dead recorder's files says so much later than it died.
    const endMs = end === null || end === "recovered" ? this.#aliveAt : at;
    const tracks = [...this.#tracks].map(([track, reader]) => this.#track(track, reader, endMs));
    return {
      id: this.#id,
      recorderId: this.#recorderId,
      span: { startMs: this.#openedAt, endMs: Math.max(endMs, this.#openedAt) },
      end,
      tracks,
    };
  }

  #track(track: number, reader: TrackReader, partEndMs: number): TrackModel {
    const { opened, openedAt, since, closedAt = partEndMs, pausedAt } = reader;
    const all = [...reader.segments.values()].sort((a, b) => a.index - b.index);
    const endMs = Math.max(openedAt, Math.min(closedAt, partEndMs));
    const open = pausedAt === undefined ? [] : [{ startMs: pausedAt, endMs }];
    const at = (where: Where) => all.filter(({ index }) => reader.where.get(index) === where);
    return {
      part: this.#id,
      track,
      ...opened,
      span: { startMs: openedAt, endMs },
      since,
      pauses: joinSpans(reader.pauses, open),
      endsOff: pausedAt !== undefined,
      segments: at("store"),
      waiting: at("disk"),
      lost: at("lost"),
    };
  }

  #alive(at: number): void {
    this.#aliveAt = Math.max(this.#aliveAt, at);
  }
}

function pause(track: TrackReader, paused: boolean, at: number): void {
  if (paused) {
    track.pausedAt ??= at;
  } else if (track.pausedAt !== undefined) {
    track.pauses.push({ startMs: track.pausedAt, endMs: at });
    track.pausedAt = undefined;
  }
}
