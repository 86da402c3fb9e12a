/**
 * What a client does by itself while nothing comes through the plane in use: it sends on the standby
 * too. Where everybody notices a dead node, the call is back without a word of signaling; where the
 * alarm was wrong, tracks went out twice for a moment.
 */
import type { Senders } from "./senders.ts";

/** Silence that lasts for so long may be the way to the node, not the node. */
export const SILENT_RESTART_MS = 1_500;
/** The plane in use has flowed again for so long before the other stops sending beside it. */
export const DOUBLING_END_MS = 1_000;

/** What is used of the plane that stands by. */
export interface Spare {
  readonly isConnected: boolean;
  readonly senders: Pick<Senders, "use">;
}

export interface DoublingOptions {
  standby: () => Spare | undefined;
  /** What is sent on the plane in use may reach nobody, though something comes. */
  isCutOff: () => boolean;
  /** The silence has lasted: look for another way to the node. */
  lasting: () => void;
  /** It began or ended. */
  changed: () => void;
}

export class Doubling {
  readonly #options: DoublingOptions;
  #plane: Spare | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: DoublingOptions) {
    this.#options = options;
  }

  /** Whether tracks go out twice. */
  get isOn(): boolean {
    return this.#plane !== undefined;
  }

  /** The plane in use fell silent, or flows again. */
  heard(isSilent: boolean): void {
    clearTimeout(this.#timer);
    if (!isSilent) return this.#stopLater();
    const standby = this.#options.standby();
    if (standby?.isConnected) {
      this.#plane = standby;
      standby.senders.use(true);
      this.#options.changed();
    }
    this.#timer = setTimeout(() => this.#options.lasting(), SILENT_RESTART_MS);
  }

  /** Another plane is in use, or the standby is gone: nothing is to be undone. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#plane = undefined;
  }

  #stopLater(): void {
    this.#timer = setTimeout(() => {
      if (this.#plane && this.#options.isCutOff()) this.#stopLater();
      else this.#stop();
    }, DOUBLING_END_MS);
  }

  #stop(): void {
    this.#plane?.senders.use(false);
    this.#plane = undefined;
    this.#options.changed();
  }
}
