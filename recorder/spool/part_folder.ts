import type { DataKey, OperatorKeys } from "../../kit/mod.ts";
import {
  type ManifestBody,
  type ManifestEntry,
  type PartEnd,
  type PartId,
  type RecorderId,
  type RecordingId,
  recordingKeys,
  type RoomId,
  type Segment,
} from "../../protocol/mod.ts";
import { type Begun, keyOf, type PartRecord, replayJournal } from "./journal.ts";
import { JournalFile } from "./journal_file.ts";

const JOURNAL = "journal";
const PUBLISHED = "published";

export interface OpenedPart {
  readonly spoolFolder: string;
  readonly recordingId: RecordingId;
  readonly roomId: RoomId;
  readonly recorderId: RecorderId;
  readonly part: PartId;
}

/** Entries for the manifest, each with an id of its own. */
export interface Unpublished {
  readonly entries: readonly { readonly id: string; readonly entry: ManifestEntry }[];
  /** They are in the manifest. */
  readonly done: () => Promise<void>;
}

/**
 * A part on disk: its journal and its segments. The order in which things are written is the contract:
 * the key is told before anything is sealed by it, a file is begun in the journal before it is made, whole
 * on disk before it is said to be closed, and in the store before it is said to be there and goes from
 * the disk.
 */
export class PartFolder {
  readonly recordingId: RecordingId;
  readonly part: PartId;
  readonly #folder: string;
  readonly #journal: JournalFile;
  /** Segments of closed files that the store does not have yet. */
  readonly #unstored = new Set<string>();
  #onAppend: () => void = () => {};
  #isClosed: boolean;
  #dataKey: DataKey | undefined;
  #publishedBytes: number;

  private constructor(
    { recordingId, part, isClosed, waiting }: PartRecord,
    folder: string,
    journal: JournalFile,
    publishedBytes: number,
  ) {
    this.recordingId = recordingId;
    this.part = part;
    this.#folder = folder;
    this.#journal = journal;
    this.#isClosed = isClosed;
    this.#publishedBytes = publishedBytes;
    for (const segment of waiting) this.#unstored.add(keyOf(segment));
  }

  static async open(options: OpenedPart, atMs: number): Promise<PartFolder> {
    const { spoolFolder, recordingId, part, roomId, recorderId } = options;
    const folder = `${spoolFolder}/${recordingId}/${part}`;
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    const journal = await JournalFile.create(`${folder}/${JOURNAL}`);
    const opened = new PartFolder(
      {
        recordingId,
        part,
        openTracks: new Set(),
        torn: [],
        waiting: [],
        isClosed: false,
        isSealed: false,
      },
      folder,
      journal,
      0,
    );
    await opened.say({ type: "PartOpened", roomId, recorderId }, atMs);
    return opened;
  }

  /** What a former start left there, and what its journal says of it; `undefined`: nothing of use. */
  static async find(
    folder: string,
  ): Promise<{ folder: PartFolder; record: PartRecord } | undefined> {
    const { journal, lines } = await JournalFile.reopen(`${folder}/${JOURNAL}`);
    const record = replayJournal(lines);
    if (!record) {
      journal.close();
      return undefined;
    }
    const published = await readNumber(`${folder}/${PUBLISHED}`);
    const from = Math.min(published, journal.bytes);
    return { folder: new PartFolder(record, folder, journal, from), record };
  }

  /** Called after each entry that the manifest is to be told. */
  onAppend(listener: () => void): void {
    this.#onAppend = listener;
  }

  pathOf(segment: { track: number; index: number }): string {
    return `${this.#folder}/${keyOf(segment)}.webm`;
  }

  objectKey({ track, index }: { track: number; index: number }): string {
    return recordingKeys.segment(this.recordingId, this.part, track, index);
  }

  /** Resolves when it is on disk, from where the manifest is told. */
  async say(body: ManifestBody, atMs: number): Promise<void> {
    const { recordingId, part } = this;
    const entry: ManifestEntry = { v: 1, recordingId, at: Math.round(atMs), part, body };
    await this.#journal.append({ line: "entry", entry });
    if (body.type === "SegmentClosed") this.#unstored.add(keyOf(body.segment));
    else if (body.type === "SegmentStored" || body.type === "SegmentLost") {
      this.#unstored.delete(keyOf(body));
    } else if (body.type === "PartClosed") this.#isClosed = true;
    this.#onAppend();
  }

  /** From now on its segments are stored sealed. The key itself is nowhere but in this process. */
  async useKeys(keys: OperatorKeys, atMs: number): Promise<void> {
    const { key, wrapped } = await keys.make(this.recordingId);
    await this.say({ type: "KeyMade", key: wrapped }, atMs);
    this.#dataKey = key;
  }

  /** That segments are sealed by; `undefined`: they are stored as they are. */
  get dataKey(): DataKey | undefined {
    return this.#dataKey;
  }

  async begin(begun: Begun): Promise<void> {
    await this.#journal.append({ line: "begun", ...begun });
  }

  async seal(
    segment: Omit<Segment, "object">,
    sum: { sizeBytes: number; sha256: string },
    atMs: number,
  ): Promise<Segment> {
    const whole = { ...segment, object: { key: this.objectKey(segment), ...sum } };
    await this.say({ type: "SegmentClosed", segment: whole }, atMs);
    return whole;
  }

  async close(end: PartEnd, atMs: number): Promise<void> {
    await this.say({ type: "PartClosed", end }, atMs);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Everything is where it belongs. */
  get isDone(): boolean {
    return this.#isClosed && this.#unstored.size === 0 && !this.hasUnpublished;
  }

  get hasUnpublished(): boolean {
    return this.#publishedBytes < this.#journal.bytes;
  }

  /** The next entries that the manifest may not have, and how to remember that it has them. */
  async unpublished(): Promise<Unpublished> {
    const from = this.#publishedBytes;
    const { lines, offsets, wholeBytes } = await this.#journal.read(from);
    const entries = lines.flatMap((line, index) =>
      line.line === "entry"
        // The same however often it is read.
        ? [{ id: `${this.part}/${from + (offsets[index] ?? 0)}`, entry: line.entry }]
        : []
    );
    return {
      entries,
      done: async () => {
        // What can't be read any more is passed over; its files are still known to the uploads.
        this.#publishedBytes = wholeBytes > 0 ? from + wholeBytes : this.#journal.bytes;
        // Lost with the process it costs repeats, which readers and the stream know by their ids.
        await Deno.writeTextFile(`${this.#folder}/${PUBLISHED}`, `${this.#publishedBytes}`);
      },
    };
  }

  /** Nothing of it stays on this disk. */
  async remove(): Promise<void> {
    this.#journal.close();
    await Deno.remove(this.#folder, { recursive: true });
    // The recording's folder goes with its last part.
    await Deno.remove(this.#folder.slice(0, this.#folder.lastIndexOf("/"))).catch(() => {});
  }

  /** Its files stay for the next start. */
  [Symbol.dispose](): void {
    this.#journal.close();
  }
}

async function readNumber(path: string): Promise<number> {
  const text = await Deno.readTextFile(path).catch(() => "");
  return /^\d+$/.test(text) ? Number(text) : 0;
}
