import { JOURNAL_READ_BYTES } from "../limits.ts";
import { type JournalLine, type ReadLines, readLines, writeLines } from "./journal.ts";

interface Waiting {
  readonly line: JournalLine;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Lines on disk. What is appended together is synced together. */
export class JournalFile {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  #bytes: number;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;

  private constructor(path: string, file: Deno.FsFile, bytes: number) {
    this.#path = path;
    this.#file = file;
    this.#bytes = bytes;
  }

  static async create(path: string): Promise<JournalFile> {
    return new JournalFile(path, await Deno.open(path, { ...OPEN, createNew: true }), 0);
  }

  /** Goes on behind the last whole line. */
  static async reopen(path: string): Promise<{ journal: JournalFile; lines: JournalLine[] }> {
    const { lines, wholeBytes } = readLines(await Deno.readFile(path));
    await Deno.truncate(path, wholeBytes);
    const file = await Deno.open(path, OPEN);
    return { journal: new JournalFile(path, file, wholeBytes), lines };
  }

  /** Bytes of what is on disk. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Resolves when it is on disk, in the order of the calls. */
  append(line: JournalLine): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.#waiting.push({ line, done: resolve, failed: reject });
      this.#writing ??= this.#write();
    });
  }

  /** Lines from that byte on, as many as are read at once. */
  async read(fromByte: number): Promise<ReadLines> {
    using file = await Deno.open(this.#path);
    file.seekSync(fromByte, Deno.SeekMode.Start);
    const left = Math.max(0, this.#bytes - fromByte);
    const buffer = new Uint8Array(Math.min(JOURNAL_READ_BYTES, left));
    const count = await file.read(buffer) ?? 0;
    return readLines(buffer.subarray(0, count));
  }

  /** After the last append has resolved. */
  close(): void {
    this.#file.close();
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        const bytes = writeLines(batch.map(({ line }) => line));
        // Over whatever a failed write has left. A seek asks nothing of the disk, so no thread is woken.
        this.#file.seekSync(this.#bytes, Deno.SeekMode.Start);
        for (let at = 0; at < bytes.length;) at += await this.#file.write(bytes.subarray(at));
        await this.#file.syncData();
        this.#bytes += bytes.length;
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.#writing = undefined;
  }
}

const OPEN = { write: true, create: true, mode: 0o600 } as const;
