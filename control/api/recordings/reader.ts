import type { Clock, ObjectStore } from "../../../kit/mod.ts";
import type {
  RecordingAccess,
  RecordingDetails,
  RecordingId,
  RecordingSummary,
  SignedLink,
} from "../../../protocol/mod.ts";
import { EVENTS_READ_MAX, TIMELINE_TYPES, timelineOf } from "../../projector/mod.ts";
import type { RecordingRecord, Recordings, RecordingWork } from "../../store/mod.ts";
import { Refusal } from "../refusals.ts";
import { accessTo, type Keyring, type Ring } from "./keyring.ts";
import type { ProgressBoard } from "./progress_board.ts";
import { detailsOf, summaryOf, withProgress } from "./views.ts";

/** Pictures in lists are looked at soon. */
const POSTER_TTL_MS = 30 * 60 * 1_000;
const STRENGTH: readonly RecordingAccess[] = ["watch", "manage", "hold"];

export interface RecordingReaderOptions {
  readonly recordings: Recordings;
  readonly work: Pick<RecordingWork, "events">;
  readonly keyring: Keyring;
  readonly objects: Pick<ObjectStore, "presignGet">;
  readonly board: Pick<ProgressBoard, "of">;
  readonly retentionDays: number | undefined;
  readonly clock: Clock;
}

/** A recording that a key has opened. */
export interface Opened {
  readonly record: RecordingRecord;
  readonly access: RecordingAccess;
  readonly ring: Ring;
}

/** Shows recordings to those who may see them. Rejects with {@linkcode Refusal} or `StoreUnavailableError`. */
export class RecordingReader {
  constructor(private readonly options: RecordingReaderOptions) {}

  /** Whoever may not see it is told what they are told of one that is not there. */
  async open(key: string, id: RecordingId, least: RecordingAccess): Promise<Opened> {
    const { keyring, recordings } = this.options;
    const [ring, record] = await Promise.all([keyring.ring([key]), recordings.find(id)]);
    if (ring.refused.length > 0) throw unauthorized();
    const access = record && accessTo(record, ring);
    if (!record || access === undefined) throw unknownRecording();
    if (STRENGTH.indexOf(access) < STRENGTH.indexOf(least)) {
      const message = `Cannot do this: it needs "${least}", and the key gives "${access}"`;
      throw new Refusal({ code: "forbidden", message });
    }
    return { record, access, ring };
  }

  async summary(record: RecordingRecord, access: RecordingAccess): Promise<RecordingSummary> {
    const { board, retentionDays } = this.options;
    return summaryOf(record, {
      access,
      poster: await this.#poster(record),
      progress: (kind) => board.of(record.id, kind),
      retentionDays,
    });
  }

  async details({ record, access }: Pick<Opened, "record" | "access">): Promise<RecordingDetails> {
    const { recordings, board, clock } = this.options;
    const now = Math.round(clock.wallMs());
    const [timeline, consents, summary] = await Promise.all([
      this.#timeline(record, now),
      access === "watch" ? [] : recordings.consents(record.roomId),
      this.summary(record, access),
    ]);
    const details = detailsOf(record, summary, { timeline, now, consents });
    const jobs = details.jobs.map((job) => withProgress(job, board.of(record.id, job.kind)));
    return { ...details, jobs };
  }

  /** As it was written down at the stop, or as far as the room has come. */
  async #timeline({ id, roomId, startedAt, stoppedAt }: RecordingRecord, now: number) {
    const { recordings, work } = this.options;
    const kept = await recordings.timeline(id);
    if (kept) return kept;
    const until = stoppedAt ?? now;
    const events = await work.events(roomId, TIMELINE_TYPES, until, EVENTS_READ_MAX);
    return timelineOf(id, { startedAt, stoppedAt: until }, events);
  }

  async #poster({ assets }: RecordingRecord): Promise<SignedLink | null> {
    const poster = assets.find(({ kind }) => kind === "poster");
    if (!poster) return null;
    const { objects, clock } = this.options;
    const { key, mediaType } = poster;
    const ttlMs = POSTER_TTL_MS;
    const url = await objects.presignGet(key, { mediaType, disposition: "inline", ttlMs });
    return { url, expiresAt: Math.round(clock.wallMs()) + ttlMs };
  }
}

export function unknownRecording(): Refusal {
  const message = "There is no such recording, or this key doesn't open it";
  return new Refusal({ code: "unknown-recording", message });
}

export function unauthorized(): Refusal {
  const message = "The key is missing, wrong or has expired";
  return new Refusal({ code: "unauthorized", message });
}
