/**
 * Loads what somebody in a call may come to need, in quiet moments of it and one part after the other:
 * by then the server that the page came from may be gone, and the call goes on by another.
 */
import { effect } from "@preact/signals";
import { createLasting } from "./lasting.ts";

/** A call has gone well for so long: joining comes first, and whatever the network has to carry. */
export const CALM_MS = 10_000;
/** Of one part. Whoever wants it then is told why it is not there. */
export const ATTEMPTS_MAX = 3;

/** Resolves once it is here, in the module map or the browser's cache. */
export type Part = () => Promise<unknown>;

export interface LoadAheadOptions {
  readonly parts: readonly Part[];
  /** Resolves when the page has nothing else to do. */
  readonly idle: () => Promise<void>;
  /** Default: {@linkcode CALM_MS}. */
  readonly calmMs?: number;
}

/** One for each page: what is loaded once is there for all its calls. */
export class LoadAhead {
  readonly #options: LoadAheadOptions;
  readonly #waiting: { load: Part; attempts: number }[];
  #isLoading = false;

  constructor(options: LoadAheadOptions) {
    this.#options = options;
    this.#waiting = options.parts.map((load) => ({ load, attempts: 0 }));
  }

  /** For one call; `isCalm` reads signals. Returns the way to stop. */
  start(isCalm: () => boolean): () => void {
    const { calmMs = CALM_MS } = this.#options;
    const calm = createLasting(isCalm, calmMs);
    let isStopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const mayLoad = () => !isStopped && calm.value.peek();

    const begin = (): void => {
      this.#load(mayLoad).then((hasMore) => {
        if (hasMore && mayLoad()) timer = setTimeout(begin, calmMs);
      });
    };
    const stop = effect(() => {
      clearTimeout(timer);
      if (calm.value.value) begin();
    });
    return () => {
      isStopped = true;
      stop();
      calm.dispose();
      clearTimeout(timer);
    };
  }

  /** Until something fails. Resolves to whether there is more to load; never rejects. */
  async #load(mayLoad: () => boolean): Promise<boolean> {
    if (this.#isLoading) return true;
    this.#isLoading = true;
    try {
      while (this.#waiting.length > 0) {
        await this.#options.idle();
        const part = mayLoad() ? this.#waiting.shift() : undefined;
        if (!part) break;
        if (!await isLoaded(part.load)) {
          if (++part.attempts < ATTEMPTS_MAX) this.#waiting.push(part);
          break;
        }
      }
      return this.#waiting.length > 0;
    } finally {
      this.#isLoading = false;
    }
  }
}

async function isLoaded(load: Part): Promise<boolean> {
  try {
    await load();
    return true;
  } catch (error) {
    console.warn("Cannot load a part of the page ahead:", error);
    return false;
  }
}
