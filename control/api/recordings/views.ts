/** Recordings as people see them. Pure. */
import { type VideoClock, videoClock } from "../../../kit/mod.ts";
import {
  type Chapter,
  CHAPTERS_MAX,
  type JobKind,
  type JobProgress,
  LISTED_NAMES_MAX,
  type RecordedPerson,
  type RecordingAccess,
  type RecordingDetails,
  type RecordingJobState,
  type RecordingStatus,
  type RecordingSummary,
  type RecordingTimeline,
  type SignedLink,
} from "../../../protocol/mod.ts";
import type { AssetRecord, JobRecord, RecordingRecord } from "../../store/mod.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const NO_REASON = "The video could not be made.";

export interface SummaryContext {
  readonly access: RecordingAccess;
  readonly poster: SignedLink | null;
  readonly progress: (kind: JobKind) => JobProgress | undefined;
  /** What the deployment keeps recordings that say nothing else. */
  readonly retentionDays: number | undefined;
}

export function summaryOf(record: RecordingRecord, context: SummaryContext): RecordingSummary {
  const { id, roomId, code, title, startedAt, stoppedAt, sizeBytes, visibility, legalHold } =
    record;
  return {
    id,
    roomId,
    code,
    title,
    status: statusOf(record, context.progress("compose")),
    startedAt,
    stoppedAt,
    durationMs: record.assets.find(({ kind }) => kind === "video")?.durationMs ?? null,
    sizeBytes,
    names: record.people.slice(0, LISTED_NAMES_MAX).map(({ name }) => name),
    poster: context.poster,
    hasTranscript: record.assets.some(({ kind }) => kind === "transcript"),
    visibility,
    legalHold,
    deletedAfter: deletedAfter(record, context.retentionDays),
    access: context.access,
  };
}

export function statusOf(
  { stoppedAt, jobs, assets }: Pick<RecordingRecord, "stoppedAt" | "jobs" | "assets">,
  progress: JobProgress | undefined,
): RecordingStatus {
  if (stoppedAt === null) return { state: "recording" };
  const compose = jobs.find(({ kind }) => kind === "compose");
  if (compose?.state === "failed") {
    const { reason, code } = compose;
    return { state: "failed", reason: reason ?? NO_REASON, ...(code !== null && { code }) };
  }
  if (compose?.state === "done" && assets.some(({ kind }) => kind === "video")) {
    return { state: "ready" };
  }
  const { percent = null, etaMs = null } = progress ?? {};
  return { state: "processing", percent, etaMs };
}

/** Epoch ms; null: it stays. */
export function deletedAfter(
  { stoppedAt, retentionDays, legalHold }: Pick<
    RecordingRecord,
    "stoppedAt" | "retentionDays" | "legalHold"
  >,
  defaultDays = 0,
): number | null {
  const days = retentionDays ?? defaultDays;
  return legalHold || days === 0 || stoppedAt === null ? null : stoppedAt + days * DAY_MS;
}

export interface DetailsContext {
  readonly timeline: RecordingTimeline;
  /** Epoch ms: up to when a recording that is still on is told. */
  readonly now: number;
  readonly consents: RecordingDetails["consents"];
}

export function detailsOf(
  record: RecordingRecord,
  summary: RecordingSummary,
  { timeline, now, consents }: DetailsContext,
): RecordingDetails {
  const { startedAt, stoppedAt } = record;
  const clock = videoClock({ startedAt, stoppedAt: stoppedAt ?? now }, timeline);
  const names = new Map(timeline.people.map(({ peerId, name }) => [peerId, name]));
  return {
    ...summary,
    names: timeline.people.slice(0, LISTED_NAMES_MAX).map(({ name }) => name),
    people: peopleOf(timeline, clock),
    chapters: chaptersOf(timeline, clock),
    gaps: gapsOf(record, clock, names),
    consents: summary.access === "watch" ? [] : consents,
    assets: record.assets.map((asset) => assetOf(asset, names)),
    jobs: record.jobs.map(jobOf),
  };
}

/** How a job is: what a worker last told of it counts while nobody has ended it. */
export function withProgress(
  job: RecordingJobState,
  progress: JobProgress | undefined,
): RecordingJobState {
  if (job.state !== "waiting" || !progress) return job;
  return { ...job, state: "running", percent: progress.percent, etaMs: progress.etaMs };
}

/** Of the most crowded meetings what many do is left out first. */
function chaptersOf({ events, people }: RecordingTimeline, clock: VideoClock): Chapter[] {
  const names = new Map(people.map(({ peerId, name }) => [peerId, name]));
  const isCommon = (kind: string) => kind === "reaction" || kind === "hand";
  const told = events.length > CHAPTERS_MAX ? events.filter(({ kind }) => !isCommon(kind)) : events;
  return told.slice(0, CHAPTERS_MAX).map(({ at, kind, peerId, label }) => {
    const name = peerId === undefined ? undefined : names.get(peerId);
    return {
      atMs: Math.round(clock.at(at)),
      kind,
      ...(peerId !== undefined && { peerId }),
      ...(name !== undefined && { name }),
      ...(label !== undefined && { label }),
    };
  });
}

function peopleOf({ events, people }: RecordingTimeline, clock: VideoClock): RecordedPerson[] {
  return people.map(({ peerId, name }) => {
    const present: { fromMs: number; toMs: number }[] = [];
    let fromMs: number | undefined;
    for (const event of events) {
      if (event.peerId !== peerId) continue;
      if (event.kind === "joined") fromMs ??= Math.round(clock.at(event.at));
      if (event.kind !== "left" || fromMs === undefined) continue;
      present.push({ fromMs, toMs: Math.round(clock.at(event.at)) });
      fromMs = undefined;
    }
    if (fromMs !== undefined) present.push({ fromMs, toMs: Math.round(clock.durationMs) });
    return { peerId, name, present };
  });
}

function gapsOf(
  { gaps }: RecordingRecord,
  clock: VideoClock,
  names: ReadonlyMap<string, string>,
): RecordingDetails["gaps"] {
  return gaps.flatMap(({ peerId, source, ...gap }) => {
    const span = clock.span(gap);
    if (span.endMs <= span.startMs) return [];
    const name = peerId === undefined ? undefined : names.get(peerId);
    return [{
      ...span,
      ...(peerId !== undefined && { peerId }),
      ...(name !== undefined && { name }),
      ...(source !== undefined && { source }),
    }];
  });
}

function assetOf(asset: AssetRecord, names: ReadonlyMap<string, string>) {
  const { kind, name, mediaType, sizeBytes, durationMs, width, height, peerId, language } = asset;
  const person = peerId === null ? undefined : names.get(peerId);
  return {
    kind,
    name,
    mediaType,
    sizeBytes,
    ...(durationMs !== null && { durationMs }),
    ...(width !== null && { width }),
    ...(height !== null && { height }),
    ...(peerId !== null && { peerId }),
    ...(person !== undefined && { person }),
    ...(language !== null && { language }),
  };
}

function jobOf({ kind, state, reason, code }: JobRecord): RecordingJobState {
  return { kind, state, ...(reason !== null && { reason }), ...(code !== null && { code }) };
}
