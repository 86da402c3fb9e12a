import { createHash } from "node:crypto";
import { concat } from "../../kit/mod.ts";
import { BACKLOG_BYTES_MAX } from "../limits.ts";

/** What is known of a file that is whole and synced. */
export interface Sealed {
  readonly sizeBytes: number;
  /** Base64. */
  readonly sha256: string;
}

/** A file that grows while its track goes on. Appending never waits and never throws. */
export class SegmentFile {
  readonly #path: string;
  readonly #onGrow: (bytes: number) => void;
  readonly #onFault: (error: unknown) => void;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #file: Deno.FsFile | undefined;
  #work: Promise<void>;
  #hasFailed = false;

  constructor(options: {
    readonly path: string;
    /** Resolves when the journal knows of the file. */
    readonly announced: Promise<void>;
    readonly onGrow: (bytes: number) => void;
    /** Once; nothing more is written then. */
    readonly onFault: (error: unknown) => void;
  }) {
    this.#path = options.path;
    this.#onGrow = options.onGrow;
    this.#onFault = options.onFault;
    this.#work = this.#guard(async () => {
      await options.announced;
      this.#file = await Deno.open(this.#path, { write: true, createNew: true, mode: 0o600 });
    });
  }

  append(...pieces: readonly Uint8Array[]): void {
    if (this.#hasFailed) return;
    for (const piece of pieces) {
      this.#pending.push(piece);
      this.#pendingBytes += piece.length;
    }
    if (this.#pendingBytes > BACKLOG_BYTES_MAX) this.#fail(new Error("the disk does not keep up"));
  }

  /** Hands what has come to the system, where it outlives this process. */
  flush(): void {
    if (this.#pending.length === 0) return;
    const bytes = concat(this.#pending);
    this.#pending = [];
    this.#work = this.#work.then(() =>
      this.#guard(async () => {
        for (let at = 0; at < bytes.length;) {
          at += await this.#file?.write(bytes.subarray(at)) ?? bytes.length;
        }
        this.#pendingBytes -= bytes.length;
        this.#onGrow(bytes.length);
      })
    );
  }

  /** Writes `patch` over what stands at `offset`, syncs, and closes. `undefined`: it has failed. */
  async close(patch: Uint8Array, offset: number): Promise<Sealed | undefined> {
    this.flush();
    await this.#work;
    let sealed: Sealed | undefined;
    await this.#guard(async () => {
      this.#file?.seekSync(offset, Deno.SeekMode.Start);
      await this.#file?.write(patch);
      await this.#file?.sync();
      sealed = sealOf(await Deno.readFile(this.#path));
    });
    this.#file?.close();
    this.#file = undefined;
    return sealed;
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    if (this.#hasFailed) return;
    try {
      await work();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#hasFailed = true;
    this.#pending = [];
    this.#onFault(error);
  }
}

export function sealOf(bytes: Uint8Array): Sealed {
  const sha256 = createHash("sha256").update(bytes).digest("base64");
  return { sizeBytes: bytes.length, sha256 };
}
