import {
  type ChangeRecording,
  MATCHES_MAX,
  type RecordingActs,
  type RecordingDetails,
  RecordingId,
  RECORDINGS_PAGE_MAX,
  type RecordingsPage,
  type RepeatJob,
  type SearchRecordings,
} from "../../../protocol/mod.ts";
import type { MatchRecord, Recordings } from "../../store/mod.ts";
import { Refusal } from "../refusals.ts";
import { accessTo, type Keyring } from "./keyring.ts";
import { type RecordingReader, unauthorized, unknownRecording } from "./reader.ts";

const PAGE = 20;

export interface RecordingDeskOptions {
  readonly recordings: Recordings;
  readonly keyring: Keyring;
  readonly reader: RecordingReader;
}

/** Finds, changes and deletes recordings. Rejects with {@linkcode Refusal} or `StoreUnavailableError`. */
export class RecordingDesk {
  constructor(private readonly options: RecordingDeskOptions) {}

  async search(
    { keys, q: search, room: roomId, limit = PAGE, cursor }: SearchRecordings,
  ): Promise<RecordingsPage> {
    const { recordings, keyring, reader } = this.options;
    const ring = await keyring.ring(keys);
    const { scope, refused: refusedKeys } = ring;
    const before = cursor === undefined ? undefined : readCursor(cursor);
    const size = Math.min(limit, RECORDINGS_PAGE_MAX);
    // One more than asked for tells whether there are more.
    const found = await recordings.list({ scope, roomId, search, before, limit: size + 1 });
    const page = found.slice(0, size);
    const ids = page.map(({ id }) => id);
    const matches = search === undefined || ids.length === 0
      ? undefined
      : Map.groupBy(await recordings.matches(ids, search, MATCHES_MAX), ({ id }) => id);
    const summaries = page.map(async (record) => {
      const summary = await reader.summary(record, accessTo(record, ring) ?? "watch");
      return matches
        ? { ...summary, matches: (matches.get(record.id) ?? []).map(placeOf) }
        : summary;
    });
    const last = page.at(-1);
    const next = found.length > size && last ? `${last.startedAt}.${last.id}` : null;
    return { recordings: await Promise.all(summaries), next, refusedKeys: [...refusedKeys] };
  }

  async find(key: string, id: RecordingId): Promise<RecordingDetails> {
    const { reader } = this.options;
    return await reader.details(await reader.open(key, id, "watch"));
  }

  async change(key: string, id: RecordingId, wish: ChangeRecording): Promise<RecordingDetails> {
    const { reader, recordings } = this.options;
    const least = wish.legalHold === undefined ? "manage" : "hold";
    const { ring } = await reader.open(key, id, least);
    const { title, visibility, retentionDays, legalHold } = wish;
    const isThere = await recordings.change(id, {
      ...(title !== undefined && { title }),
      ...(visibility !== undefined && { visibility }),
      ...(retentionDays !== undefined && { retentionDays: retentionDays ?? 0 }),
      ...(legalHold !== undefined && { legalHold }),
    });
    if (!isThere) throw unknownRecording();
    await recordings.tell(id, { by: ring.by, act: "changed", details: { ...wish } });
    return await this.find(key, id);
  }

  /** Work that waits or is under way goes on: asking twice has it done once. */
  async repeat(key: string, id: RecordingId, { job }: RepeatJob): Promise<RecordingDetails> {
    const { reader, recordings } = this.options;
    const { record, ring } = await reader.open(key, id, "manage");
    if (record.stoppedAt === null) {
      const message = "Cannot do the work again: the recording is still on; stop it first";
      throw new Refusal({ code: "wrong-state", message });
    }
    await recordings.repeat(id, job, ring.by);
    return await this.find(key, id);
  }

  /** From then on nobody sees it; its bytes and rows follow within seconds. */
  async remove(key: string, id: RecordingId): Promise<void> {
    const { reader, recordings } = this.options;
    const { record, ring } = await reader.open(key, id, "manage");
    if (!await recordings.markDeleted(id)) throw await this.#undeletable(id);
    const { title, startedAt, stoppedAt } = record;
    const details = { title, startedAt, stoppedAt };
    await recordings.tell(id, { by: ring.by, act: "deleted", details });
  }

  /** Also of a recording that is gone. */
  async acts(key: string, id: RecordingId): Promise<RecordingActs> {
    const { keyring, recordings } = this.options;
    const [ring, grave] = await Promise.all([keyring.ring([key]), recordings.grave(id)]);
    if (ring.refused.length > 0) throw unauthorized();
    const access = grave && accessTo({ id, ...grave, visibility: "hosts" }, ring);
    if (access === undefined) throw unknownRecording();
    return { acts: await recordings.acts(id) };
  }

  async #undeletable(id: RecordingId): Promise<Refusal> {
    const record = await this.options.recordings.find(id);
    if (!record) return unknownRecording();
    if (record.legalHold) {
      const message = "Cannot delete the recording: a legal hold keeps it";
      return new Refusal({ code: "legal-hold", message });
    }
    const message = "Cannot delete the recording: it is still on; stop it first";
    return new Refusal({ code: "wrong-state", message });
  }
}

const placeOf = ({ atMs, name, text }: MatchRecord) => ({ atMs, name, text });

function readCursor(cursor: string): { startedAt: number; id: RecordingId } {
  const [, startedAt, text] = /^(\d{1,15})\.(.+)$/.exec(cursor) ?? [];
  const id = RecordingId.safeParse(text);
  if (startedAt !== undefined && id.success) return { startedAt: Number(startedAt), id: id.data };
  throw new Refusal({ code: "invalid-message", message: "Cannot read the request: see cursor" });
}
