/**
 * HTTP API of recordings. Every request shows a *key* as `Authorization: Bearer …`: a meeting's host
 * key, a seat's ticket or access token, a pass of a shared link, or an operator's or integrator's
 * token. Times within a recording are ms of its video, in which pauses take no time.
 */
import { z } from "zod";
import { MeetingCode, PeerId, RecordingId, RoomId } from "../ids.ts";
import { DisplayName, Source } from "../roles.ts";
import { TimelineEventKind } from "./jobs.ts";
import { AssetKind, JobKind } from "./manifest.ts";

/** Recordings in one page. */
export const RECORDINGS_PAGE_MAX = 100;
/** Keys that one question may show. */
export const RECORDING_KEYS_MAX = 32;
/** Characters of a search in recordings. */
export const RECORDING_SEARCH_MAX = 200;
/** Places of one recording that a search shows. */
export const MATCHES_MAX = 5;
/** Names of a recording in a list. */
export const LISTED_NAMES_MAX = 20;
/** Events, joins and highlights among them, that the API tells of one recording. */
export const CHAPTERS_MAX = 2_000;
/** Links that one recording may have at a time. */
export const SHARES_MAX = 50;
export const RETENTION_DAYS_MAX = 3_650;
/** A shared link lives no longer. */
export const SHARE_DAYS_MAX = 365;

const DAY_MS = 24 * 60 * 60 * 1_000;
const epochMs = z.int().describe("Epoch ms.");
const videoMs = z.int().nonnegative().describe("Ms of the video.");
const failureCode = z.string().max(40).describe("A `JobFailure`, or one that is newer.");
const title = z.string().trim().max(200).regex(/^[^\p{Cc}]*$/u);

export const RecordingVisibility = z.enum(["hosts", "members", "link"]).describe(
  "Whose it is: the meeting's hosts'; also of everybody who was in it; also of whoever has a shared link.",
);
export type RecordingVisibility = z.infer<typeof RecordingVisibility>;

export const RecordingStatus = z.discriminatedUnion("state", [
  z.object({ state: z.literal("recording") }),
  z.object({
    state: z.literal("processing"),
    percent: z.number().min(0).max(100).nullable().describe("Of the video; null: not begun."),
    etaMs: z.int().nonnegative().nullable(),
  }),
  z.object({ state: z.literal("ready") }).describe("There is a video; its transcript may follow."),
  z.object({
    state: z.literal("failed"),
    reason: z.string().max(400),
    code: failureCode.optional(),
  }),
]);
export type RecordingStatus = z.infer<typeof RecordingStatus>;

/** What the asker may do with it. */
export const RecordingAccess = z.enum(["watch", "manage", "hold"]).describe(
  "`manage`: rename, share, delete, say for how long it is kept. `hold`: a legal hold too.",
);
export type RecordingAccess = z.infer<typeof RecordingAccess>;

export const SignedLink = z.object({
  url: z.string().describe(
    "Opens without a key, for a short while; of this server where it begins with `/`.",
  ),
  expiresAt: epochMs,
});
export type SignedLink = z.infer<typeof SignedLink>;

/** A place where the words that were looked for are said. */
export const RecordingMatch = z.object({
  atMs: videoMs,
  name: z.string().describe("Who says it."),
  text: z.string(),
});
export type RecordingMatch = z.infer<typeof RecordingMatch>;

export const RecordingSummary = z.object({
  id: RecordingId,
  roomId: RoomId,
  code: MeetingCode.nullable().describe("Of the meeting; null where it is unknown."),
  title: z.string(),
  status: RecordingStatus,
  startedAt: epochMs,
  stoppedAt: epochMs.nullable(),
  durationMs: videoMs.nullable().describe("Of the video; null: there is none yet."),
  sizeBytes: z.int().nonnegative().describe("Of all that is kept of it."),
  names: z.array(z.string()).max(LISTED_NAMES_MAX).describe("Of people in it."),
  poster: SignedLink.nullable(),
  hasTranscript: z.boolean(),
  visibility: RecordingVisibility,
  legalHold: z.boolean().describe("It can't be deleted and does not expire."),
  deletedAfter: epochMs.nullable().describe("When it is deleted by itself; null: never."),
  access: RecordingAccess,
});
export type RecordingSummary = z.infer<typeof RecordingSummary>;

/**
 * `POST /api/recordings/search`: recordings of all meetings whose keys are shown, newest first.
 * `GET /api/recordings?q=&room=&limit=&cursor=` asks the same with the one key of its header.
 */
export const SearchRecordings = z.object({
  keys: z.array(z.string().min(1).max(4_096)).min(1).max(RECORDING_KEYS_MAX),
  q: z.string().trim().min(1).max(RECORDING_SEARCH_MAX).regex(/^[^\p{Cc}]*$/u).optional().describe(
    "Words that are all in its title, its people's names and highlights, in something that is said, or in a message to everybody meanwhile.",
  ),
  room: RoomId.optional().describe("Only of this room."),
  limit: z.int().min(1).max(RECORDINGS_PAGE_MAX).optional(),
  cursor: z.string().max(200).optional().describe("`next` of the page before."),
});
export type SearchRecordings = z.infer<typeof SearchRecordings>;

export const RecordingsPage = z.object({
  recordings: z.array(RecordingSummary.extend({
    matches: z.array(RecordingMatch).max(MATCHES_MAX).optional().describe(
      "Of a search: where it is said.",
    ),
  })).max(RECORDINGS_PAGE_MAX),
  next: z.string().nullable().describe("The cursor of the next page; null: this is the last."),
  refusedKeys: z.array(z.int().nonnegative()).describe(
    "Places, in the question's list, of keys that open nothing any more.",
  ),
});
export type RecordingsPage = z.infer<typeof RecordingsPage>;

export const RecordedPerson = z.object({
  peerId: PeerId,
  name: z.string(),
  present: z.array(z.object({ fromMs: videoMs, toMs: videoMs })),
});
export type RecordedPerson = z.infer<typeof RecordedPerson>;

/** A moment to go to. */
export const Chapter = z.object({
  atMs: videoMs,
  kind: TimelineEventKind,
  peerId: PeerId.optional(),
  name: z.string().optional(),
  label: z.string().max(200).optional(),
});
export type Chapter = z.infer<typeof Chapter>;

export const RecordingAsset = z.object({
  kind: AssetKind,
  name: z.string().max(120),
  mediaType: z.string(),
  sizeBytes: z.int().nonnegative(),
  durationMs: videoMs.optional(),
  width: z.int().positive().optional(),
  height: z.int().positive().optional(),
  peerId: PeerId.optional(),
  person: z.string().optional().describe("The name of whose track it is."),
  language: z.string().max(16).optional(),
});
export type RecordingAsset = z.infer<typeof RecordingAsset>;

export const RecordingJobState = z.object({
  kind: JobKind,
  state: z.enum(["waiting", "running", "done", "failed"]),
  percent: z.number().min(0).max(100).optional(),
  etaMs: z.int().nonnegative().nullable().optional(),
  reason: z.string().max(400).optional().describe("Why it failed, in words."),
  code: failureCode.optional(),
});
export type RecordingJobState = z.infer<typeof RecordingJobState>;

/** `GET /api/recordings/:id`. */
export const RecordingDetails = RecordingSummary.extend({
  people: z.array(RecordedPerson),
  chapters: z.array(Chapter).max(CHAPTERS_MAX).describe("In order; highlights among them."),
  gaps: z.array(z.object({
    startMs: videoMs,
    endMs: videoMs,
    peerId: PeerId.optional().describe("Of this person alone; absent: of nobody."),
    name: z.string().optional(),
    source: Source.optional().describe("Which of the person's tracks."),
  })).describe("Nothing could be recorded between these."),
  consents: z.array(z.object({
    peerId: PeerId,
    name: z.string(),
    agreed: z.boolean(),
    at: epochMs,
  })).describe("What people answered when they were asked; told to those who manage it."),
  assets: z.array(RecordingAsset),
  jobs: z.array(RecordingJobState),
});
export type RecordingDetails = z.infer<typeof RecordingDetails>;

/**
 * `POST /api/recordings/:id/links`, answered by {@linkcode AssetLink}: how to have one of its assets.
 * A playlist or storyboard finds what lies beside it by relative names.
 */
export const LinkAsset = z.object({
  kind: AssetKind,
  name: z.string().max(120).optional().describe(
    "Absent: the one that leads to all of its kind, or the largest.",
  ),
  download: z.boolean().optional().describe("To be saved under the recording's title."),
});
export type LinkAsset = z.infer<typeof LinkAsset>;

export const AssetLink = SignedLink.extend({ mediaType: z.string() });
export type AssetLink = z.infer<typeof AssetLink>;

/** `PATCH /api/recordings/:id`, answered by {@linkcode RecordingDetails}: what is named is changed. */
export const ChangeRecording = z.object({
  title: title.min(1).optional(),
  visibility: RecordingVisibility.optional(),
  retentionDays: z.int().min(1).max(RETENTION_DAYS_MAX).nullable().optional().describe(
    "Deleted by itself so long after its end; null: never.",
  ),
  legalHold: z.boolean().optional().describe("Needs `hold`."),
});
export type ChangeRecording = z.infer<typeof ChangeRecording>;

/** `POST /api/recordings/:id/shares`, answered by {@linkcode SharedLink}. Makes it visible by link. */
export const ShareRecording = z.object({
  expiresInMs: z.int().min(60_000).max(SHARE_DAYS_MAX * DAY_MS),
  password: z.string().trim().min(6).max(64).optional(),
  name: DisplayName.optional().describe("To tell links apart: for whom it is."),
});
export type ShareRecording = z.infer<typeof ShareRecording>;

export const RecordingShare = z.object({
  id: z.string().max(64),
  name: z.string().nullable(),
  createdAt: epochMs,
  expiresAt: epochMs,
  hasPassword: z.boolean(),
  views: z.int().nonnegative(),
  lastViewedAt: epochMs.nullable(),
});
export type RecordingShare = z.infer<typeof RecordingShare>;

/** The link itself is told once. */
export const SharedLink = RecordingShare.extend({
  url: z.string().describe("`<public URL>/r#<token>`: browsers send no one what is behind a #."),
});
export type SharedLink = z.infer<typeof SharedLink>;

/** `GET /api/recordings/:id/shares`. `DELETE /api/recordings/:id/shares/:shareId` revokes one. */
export const RecordingShares = z.object({ shares: z.array(RecordingShare).max(SHARES_MAX) });
export type RecordingShares = z.infer<typeof RecordingShares>;

/** `POST /api/recordings/shared`, answered by {@linkcode SharedRecording}; `wrong-passcode` asks for it. */
export const OpenShared = z.object({
  token: z.string().min(1).max(200).describe("What stands behind the link's #."),
  password: z.string().max(64).optional(),
});
export type OpenShared = z.infer<typeof OpenShared>;

export const SharedRecording = z.object({
  recording: RecordingDetails,
  key: z.string().describe("Opens this recording, to watch it: the bearer of further requests."),
  expiresAt: epochMs.describe("Of the key; opening the link again brings another."),
});
export type SharedRecording = z.infer<typeof SharedRecording>;

/**
 * `POST /api/recordings/:id/jobs`, answered by {@linkcode RecordingDetails}: work on a recording that has ended,
 * well or not, is done again. Work that waits or is under way goes on; asking for it changes nothing. Needs
 * `manage`; refused as `wrong-state` while the recording is on.
 */
export const RepeatJob = z.object({ job: JobKind });
export type RepeatJob = z.infer<typeof RepeatJob>;

/** An act on a recording after its meeting: who shared it, changed it, deleted it. */
export const RecordingAct = z.object({
  at: epochMs,
  by: z.string().describe("`operator`, `server`, `host`, `policy`, or the id of a seat."),
  act: z.enum([
    "changed",
    "shared",
    "unshared",
    "opened",
    "linked",
    "repeated",
    "deleted",
    "expired",
    "shredded",
  ]).describe("`shredded`: the keys of what was sealed are destroyed."),
  details: z.record(z.string(), z.unknown()),
});
export type RecordingAct = z.infer<typeof RecordingAct>;

/** `GET /api/recordings/:id/audit`: newest first; also of what has been deleted. Needs `manage`. */
export const RecordingActs = z.object({ acts: z.array(RecordingAct) });
export type RecordingActs = z.infer<typeof RecordingActs>;

/** `POST /api/rooms/:roomId/recording`: integrators' servers start and stop. */
export const CommandRecording = z.object({
  action: z.enum(["start", "pause", "resume", "stop"]),
});
export type CommandRecording = z.infer<typeof CommandRecording>;
