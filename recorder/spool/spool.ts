import type { Clock, Logger, Metrics, OperatorKeys, SourceStore } from "../../kit/mod.ts";
import type { PartId, RecorderId, RecordingId, RoomId, Segment } from "../../protocol/mod.ts";
import { DISK_EVERY_MS } from "../limits.ts";
import { ManifestFeed } from "../upload/manifest_feed.ts";
import type { ManifestLog } from "../upload/manifest_log.ts";
import { Uploads } from "../upload/uploads.ts";
import { PartFolder } from "./part_folder.ts";
import { recoverSpool } from "./recovery.ts";
import { type DiskLevel, diskLevel } from "./room_on_disk.ts";

/** After a write that failed the disk is not trusted for so long. */
const FAULT_MS = 30_000;

export interface SpoolOptions {
  readonly folder: string;
  readonly recorderId: RecorderId;
  /** Of segments that the store does not have yet. */
  readonly bytesMax: number;
  /** Of the disk, that stay free whatever happens. */
  readonly freeBytesMin: number;
  /** Of the disk now; `undefined`: it can't be told. */
  readonly freeBytes: () => Promise<number | undefined>;
  readonly store: SourceStore;
  /** Absent: segments are stored as they are. */
  readonly keys?: OperatorKeys | undefined;
  readonly manifests: ManifestLog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** What runs has to be closed now. */
  readonly onFull: () => void;
}

/** What is on this machine's disk and not where it belongs yet: parts that are written, and those on their way. */
export class Spool implements AsyncDisposable {
  readonly #options: SpoolOptions;
  readonly #parts = new Set<PartFolder>();
  readonly #uploads: Uploads;
  readonly #feed: ManifestFeed;
  #bytes = 0;
  #level: DiskLevel = "fine";
  #faultMs = -Infinity;
  #lock: Deno.FsFile | undefined;
  #cancelLook: () => void = () => {};
  #looking: Promise<void> = Promise.resolve();
  /** Of parts that are done. */
  readonly #removals = new Set<Promise<void>>();
  #isClosed = false;

  private constructor(options: SpoolOptions) {
    this.#options = options;
    const { store, clock, logger, metrics, manifests } = options;
    this.#uploads = new Uploads({
      store,
      clock,
      logger,
      metrics,
      onGone: (bytes) => this.#bytes -= bytes,
      onSettled: (folder) => this.#leave(folder),
    });
    this.#feed = new ManifestFeed({
      log: manifests,
      clock,
      logger,
      onTold: (folder) => this.#leave(folder),
    });
    metrics.gauge("parley_recorder_spooled_bytes", "On disk, not in the store.", () => this.bytes);
    metrics.gauge("parley_recorder_spool_bytes_max", "Bound of it.", () => options.bytesMax);
    metrics.gauge(
      "parley_recorder_disk_full",
      "1: filling, nothing new is taken. 2: full.",
      () => ({ fine: 0, filling: 1, full: 2 })[this.#level],
    );
  }

  /**
   * Takes the folder for itself, and brings on its way what a former start has left. Rejects where
   * another process has the folder.
   */
  static async open(options: SpoolOptions): Promise<Spool> {
    const spool = new Spool(options);
    const { folder, logger } = options;
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    const lock = await Deno.open(`${folder}/lock`, { write: true, create: true, mode: 0o600 });
    if (!await lock.tryLock(true)) {
      lock.close();
      throw new Error(`Cannot use the spool folder: another recorder has ${folder}`);
    }
    spool.#lock = lock;
    const found = await recoverSpool(folder, options);
    for (const { folder: part, waiting, waitingBytes } of found) {
      spool.#bytes += waitingBytes;
      spool.#enter(part);
      for (const segment of waiting) spool.#uploads.add(part, segment);
    }
    if (found.length > 0) {
      logger.info({ parts: found.length, bytes: spool.#bytes }, "a former start's parts go on");
    }
    await spool.#look();
    return spool;
  }

  /** Of segments, whole and being written. */
  get bytes(): number {
    return Math.max(0, this.#bytes);
  }

  /** Why nothing new is taken, in words; `undefined`: there is room. */
  get problem(): string | undefined {
    if (this.#level === "fine") return undefined;
    const why = this.#uploads.isStoreAway ? ": the object store is away" : "";
    return `its disk is ${this.#level}${why}`;
  }

  /** For so long the store has taken nothing; `undefined`: it does, as far as is known. */
  get storeAwayMs(): number | undefined {
    return this.#uploads.awayMs;
  }

  async begin(recordingId: RecordingId, roomId: RoomId, part: PartId): Promise<PartFolder> {
    const { folder: spoolFolder, recorderId, keys, clock } = this.#options;
    const opening = { spoolFolder, recordingId, roomId, recorderId, part };
    const folder = await PartFolder.open(opening, clock.wallMs());
    this.#enter(folder);
    if (keys) await folder.useKeys(keys, clock.wallMs());
    return folder;
  }

  grow(bytes: number): void {
    this.#bytes += bytes;
  }

  /** It is whole and in the journal: to the store with it. */
  bring(folder: PartFolder, segment: Segment): void {
    this.#uploads.add(folder, segment);
  }

  /** Something could not be written. */
  fault(error: unknown): void {
    const { clock, logger, onFull } = this.#options;
    const nowMs = clock.monotonicMs();
    const isNew = nowMs - this.#faultMs > FAULT_MS;
    this.#faultMs = nowMs;
    if (!isNew) return;
    logger.error({ err: error }, "the disk can't be written to");
    this.#level = "full";
    onFull();
  }

  /** Resolves when everything is where it belongs, or after `limitMs`. */
  async settle(limitMs: number): Promise<void> {
    const startMs = this.#options.clock.monotonicMs();
    await this.#uploads.idle(limitMs);
    const spentMs = this.#options.clock.monotonicMs() - startMs;
    await this.#feed.idle(Math.max(0, limitMs - spentMs));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#cancelLook();
    await this.#looking;
    await this.#uploads[Symbol.asyncDispose]();
    await this.#feed[Symbol.asyncDispose]();
    await Promise.all(this.#removals);
    for (const part of this.#parts) part[Symbol.dispose]();
    this.#parts.clear();
    this.#lock?.close();
  }

  #enter(folder: PartFolder): void {
    this.#parts.add(folder);
    folder.onAppend(() => this.#feed.wake(folder));
    this.#feed.wake(folder);
  }

  #leave(folder: PartFolder): void {
    if (!folder.isDone || !this.#parts.delete(folder)) return;
    const removal = folder.remove().catch((error) => {
      this.#options.logger.warn({ err: error }, "a part that is stored stays on the disk");
    }).finally(() => this.#removals.delete(removal));
    this.#removals.add(removal);
  }

  /** Called from a timer, where nobody would catch. */
  async #look(): Promise<void> {
    const { bytesMax: spoolBytesMax, freeBytesMin, clock, logger, onFull } = this.#options;
    const freeBytes = await this.#options.freeBytes().catch(() => undefined);
    const before = this.#level;
    const use = { spooledBytes: this.bytes, spoolBytesMax, freeBytes, freeBytesMin };
    const isFaulty = clock.monotonicMs() - this.#faultMs < FAULT_MS;
    this.#level = isFaulty ? "full" : diskLevel(use, before);
    if (this.#level !== before) {
      const told = { ...use, level: this.#level, isStoreAway: this.#uploads.isStoreAway };
      if (this.#level === "fine") logger.info(told, "there is room on the disk again");
      else logger.error(told, "the disk fills up");
    }
    if (this.#level === "full") onFull();
    if (this.#isClosed) return;
    this.#cancelLook = clock.after(DISK_EVERY_MS, () => {
      this.#looking = this.#look().catch((error) =>
        logger.error({ err: error }, "the disk can't be looked at")
      );
    });
  }
}
