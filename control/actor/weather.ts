import type { Bus, Clock } from "../../kit/mod.ts";

interface Waiting {
  isWanted: () => boolean;
  go: () => void;
}

export interface WeatherOptions {
  bus: Pick<Bus, "connected">;
  clock: Clock;
  /** From one try to the next while the log is away. */
  retryMs: number;
  /** Told of each change. */
  changed: (isDown: boolean) => void;
}

/**
 * What one host knows of the log, or of one part of it: whoever meets it says how it went. While it is
 * away, actors don't each knock at its door: one of them is sent every `retryMs`, and if that one has
 * luck all may go.
 */
export class LogWeather {
  readonly #options: WeatherOptions;
  readonly #waiting: Waiting[] = [];
  readonly #offline: (() => void)[] = [];
  #isDown = false;
  #reconnects = 0;
  #cancel: (() => void) | undefined;

  constructor(options: WeatherOptions) {
    this.#options = options;
  }

  get isDown(): boolean {
    return this.#isDown;
  }

  /** How often the bus came back: what failed meanwhile says nothing of the log. */
  get reconnects(): number {
    return this.#reconnects;
  }

  /** Somebody was not served although the bus is there. */
  down(): void {
    if (this.#isDown) return;
    this.#isDown = true;
    this.#options.changed(true);
  }

  /** Somebody was served. */
  up(): void {
    if (!this.#isDown) return;
    this.#isDown = false;
    this.#options.changed(false);
    this.#allGo();
  }

  /** The bus is back, and with it perhaps the log. */
  reconnected(): void {
    this.#reconnects++;
    for (const go of this.#offline.splice(0)) go();
    if (!this.#isDown) this.#allGo();
  }

  /** Resolves while the bus is there: without it there is no way to the log. */
  online(): Promise<void> {
    if (this.#options.bus.connected) return Promise.resolve();
    return new Promise((go) => this.#offline.push(go));
  }

  /**
   * Resolves when a try is worth it: at once while bus and log are there. `isWanted` tells whether
   * the caller would still try; it is resolved, and passed over, when it would not.
   */
  turn(isWanted: () => boolean): Promise<void> {
    if (!this.#isDown && this.#options.bus.connected) return Promise.resolve();
    return new Promise((go) => {
      this.#waiting.push({ isWanted, go });
      this.#sendLater();
    });
  }

  /** For the end: nobody waits any longer. */
  close(): void {
    for (const go of this.#offline.splice(0)) go();
    this.#allGo();
  }

  #sendLater(): void {
    const { bus, clock, retryMs } = this.#options;
    this.#cancel ??= clock.after(retryMs, () => {
      this.#cancel = undefined;
      for (let next; (next = this.#waiting[0]) && (!next.isWanted() || bus.connected);) {
        this.#waiting.shift();
        next.go();
        if (next.isWanted()) break;
      }
      if (this.#waiting.length > 0) this.#sendLater();
    });
  }

  #allGo(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    for (const { go } of this.#waiting.splice(0)) go();
  }
}
