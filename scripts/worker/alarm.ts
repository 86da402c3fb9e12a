/** Rejects whatever is being waited for when time is up or something else says that it is over. */
export class Alarm {
  readonly #over = Promise.withResolvers<never>();
  readonly #timer: ReturnType<typeof setTimeout>;
  #doing = "starting";

  constructor(timeoutMs: number) {
    this.#over.promise.catch(() => {}); // It may ring while nobody waits.
    this.#timer = setTimeout(
      () => this.ring(`still ${this.#doing} after ${timeoutMs} ms`),
      timeoutMs,
    );
  }

  ring(reason: string): void {
    this.#over.reject(new Error(reason));
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }

  async during<T>(doing: string, work: Promise<T>): Promise<T> {
    this.#doing = doing;
    work.catch(() => {}); // It may fail after the alarm has rung.
    return await Promise.race([work, this.#over.promise]);
  }
}
