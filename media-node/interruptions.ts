/** Work that its caller may be told to wait for no longer, while the work itself can't be stopped. */
export class Interruptions<K> {
  /** As many as tasks are under way, which their starter bounds. */
  readonly #waiting = new Map<K, Set<AbortController>>();

  /**
   * Settles as the task does, or rejects as soon as `key` is interrupted. The task's signal aborts
   * then too, so that it needn't begin what it has not begun.
   */
  async run<T>(key: K, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, waiting.add(controller));
    const interrupted = new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    try {
      return await Promise.race([task(signal), interrupted]);
    } finally {
      waiting.delete(controller);
      if (waiting.size === 0 && this.#waiting.get(key) === waiting) this.#waiting.delete(key);
    }
  }

  interrupt(key: K, reason: Error): void {
    for (const controller of [...this.#waiting.get(key) ?? []]) controller.abort(reason);
  }
}
