import {
  type Clock,
  type Counter,
  DamagedFileError,
  type Histogram,
  type Logger,
  type Metrics,
  sleep,
  type SourceStore,
  writeFileSealed,
} from "../../kit/mod.ts";
import type { Segment, StoredObject } from "../../protocol/mod.ts";
import { STORE_AWAY_MS, UPLOAD_PAUSE_MS, UPLOADS_MAX } from "../limits.ts";
import type { PartFolder } from "../spool/part_folder.ts";
import { pauseMs } from "./backoff.ts";

const MEDIA_TYPE = "video/webm";

export interface UploadsOptions {
  readonly store: SourceStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** So many bytes are off the disk. */
  readonly onGone: (bytes: number) => void;
  /** Something of that part is in the store, or lost. */
  readonly onSettled: (folder: PartFolder) => void;
}

interface Upload {
  readonly folder: PartFolder;
  readonly segment: Segment;
}

/**
 * Brings closed segments to the store, oldest first and a few at a time, for as long as it takes. While
 * the store is away one at a time knocks, ever more slowly.
 */
export class Uploads implements AsyncDisposable {
  readonly #options: UploadsOptions;
  readonly #waiting: Upload[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #end = new AbortController();
  readonly #stored: Counter;
  readonly #failed: Counter;
  readonly #took: Histogram;
  #failures = 0;
  /** Since when, on the monotonic clock. */
  #away: { readonly sinceMs: number; isTold: boolean } | undefined;
  #cancelPause: (() => void) | undefined;
  #onIdle: () => void = () => {};

  constructor(options: UploadsOptions) {
    this.#options = options;
    const { metrics } = options;
    this.#stored = metrics.counter(
      "parley_recorder_segments_settled_total",
      "Segments that left the disk, by what became of them.",
    );
    this.#failed = metrics.counter(
      "parley_recorder_upload_failures_total",
      "Uploads that failed and are tried again.",
    );
    this.#took = metrics.histogram("parley_recorder_upload_seconds", "Uploads that succeeded.");
    metrics.gauge("parley_recorder_uploads_waiting", "Segments that wait.", () => this.size);
    metrics.gauge(
      "parley_recorder_store_away_seconds",
      "For so long the object store has taken nothing; 0: it is well, as far as is known.",
      () => (this.awayMs ?? 0) / 1_000,
    );
  }

  /** Segments that the store does not have yet. */
  get size(): number {
    return this.#waiting.length + this.#running.size;
  }

  /** Whether the last tries failed. */
  get isStoreAway(): boolean {
    return this.#failures > 0;
  }

  /** For so long every try has failed; `undefined`: the last one did not. */
  get awayMs(): number | undefined {
    return this.#away && this.#options.clock.monotonicMs() - this.#away.sinceMs;
  }

  add(folder: PartFolder, segment: Segment): void {
    this.#waiting.push({ folder, segment });
    this.#start();
  }

  /** Resolves when nothing waits any more, or after `limitMs`. */
  async idle(limitMs: number): Promise<void> {
    if (this.size === 0) return;
    const done = new AbortController();
    this.#onIdle = () => done.abort();
    await sleep(this.#options.clock, limitMs, done.signal);
  }

  /** What has not been brought stays on disk for the next start. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    this.#cancelPause?.();
    this.#waiting.length = 0;
    await Promise.all(this.#running);
  }

  #start(): void {
    const most = this.#failures > 0 ? 1 : UPLOADS_MAX;
    while (this.#running.size < most && !this.#cancelPause && !this.#end.signal.aborted) {
      const upload = this.#waiting.shift();
      if (!upload) break;
      const running = this.#bring(upload).finally(() => {
        this.#running.delete(running);
        this.#start();
      });
      this.#running.add(running);
    }
    if (this.size === 0) this.#onIdle();
  }

  async #bring(upload: Upload): Promise<void> {
    const { clock, logger } = this.#options;
    const startMs = clock.monotonicMs();
    try {
      const isStored = await this.#store(upload);
      this.#failures = 0;
      if (isStored) this.#isBack();
      this.#stored.add(1, { outcome: isStored ? "stored" : "lost" });
      if (isStored) this.#took.observe((clock.monotonicMs() - startMs) / 1_000);
      this.#options.onSettled(upload.folder);
    } catch (error) {
      if (this.#end.signal.aborted) return; // The next start brings it.
      this.#failed.add();
      this.#isAway();
      const waitMs = pauseMs(++this.#failures, UPLOAD_PAUSE_MS);
      logger.warn({ err: error, waitMs, waiting: this.size }, "a segment could not be uploaded");
      this.#putBack(upload);
      this.#cancelPause ??= clock.after(waitMs, () => {
        this.#cancelPause = undefined;
        this.#start();
      });
    }
  }

  /** Before what is younger: several may fail at a time, in any order. */
  #putBack(upload: Upload): void {
    const isYounger = ({ segment }: Upload) => segment.startMs > upload.segment.startMs;
    const at = this.#waiting.findIndex(isYounger);
    this.#waiting.splice(at < 0 ? this.#waiting.length : at, 0, upload);
  }

  #isBack(): void {
    const { awayMs } = this;
    if (this.#away?.isTold) this.#options.logger.info({ awayMs }, "the object store is back");
    this.#away = undefined;
  }

  #isAway(): void {
    const { clock, logger } = this.#options;
    this.#away ??= { sinceMs: clock.monotonicMs(), isTold: false };
    const { awayMs = 0 } = this;
    if (this.#away.isTold || awayMs < STORE_AWAY_MS) return;
    this.#away.isTold = true;
    logger.error({ awayMs, waiting: this.size }, "the object store is away: recordings stay here");
  }

  /** False: what is on the disk is not what was written, and the manifest says so. */
  async #store({ folder, segment }: Upload): Promise<boolean> {
    const { clock, logger, onGone } = this.#options;
    const { track, index, object } = segment;
    const path = folder.pathOf(segment);
    const isWhole = await this.#write(folder, path, object);
    const type = isWhole ? "SegmentStored" : "SegmentLost";
    if (!isWhole) {
      const { recordingId, part } = folder;
      logger.error({ recordingId, part, track, index }, "a segment is damaged or gone");
    }
    await folder.say({ type, track, index }, clock.wallMs());
    await Deno.remove(path).catch(() => {}); // Gone already, or found again by the next start.
    onGone(object.sizeBytes);
    return isWhole;
  }

  async #write(
    { dataKey }: PartFolder,
    path: string,
    { key, sha256 }: StoredObject,
  ): Promise<boolean> {
    const { store } = this.#options;
    const options = { sha256, mediaType: MEDIA_TYPE };
    try {
      await Deno.stat(path);
      if (dataKey) await writeFileSealed(store, dataKey, key, path, options);
      else await store.writeFile(key, path, options);
      return true;
    } catch (error) {
      if (error instanceof DamagedFileError || error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  }
}
