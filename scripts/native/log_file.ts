/** A server's output in a file of bounded size; the one before it is kept as `<name>.1`. */

const LOG_BYTES_MAX = 10 * 1024 * 1024;

export class LogFile implements Disposable {
  readonly #path: string;
  readonly #encoder = new TextEncoder();
  #file: Deno.FsFile;
  #bytes = 0;

  constructor(path: string) {
    this.#path = path;
    this.#file = this.#begin();
  }

  /** Never throws: a full disk costs log lines, not the servers. */
  writeLine(line: string): void {
    try {
      this.#write(line);
    } catch {
      // The line was shown on the terminal already, if it is worth that.
    }
  }

  #write(line: string): void {
    if (this.#bytes > LOG_BYTES_MAX) {
      this.#file.close();
      this.#file = this.#begin();
    }
    const bytes = this.#encoder.encode(`${line}\n`);
    for (let written = 0; written < bytes.length;) {
      written += this.#file.writeSync(bytes.subarray(written));
    }
    this.#bytes += bytes.length;
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }

  #begin(): Deno.FsFile {
    try {
      Deno.renameSync(this.#path, `${this.#path}.1`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    this.#bytes = 0;
    return Deno.openSync(this.#path, { create: true, write: true, truncate: true, mode: 0o600 });
  }
}
