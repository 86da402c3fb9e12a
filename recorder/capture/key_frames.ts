import { KEY_FRAME_AGAIN_MS } from "../limits.ts";

/** When a sender is asked for a key frame: at once, and then every now and then until it comes. Pure. */
export class KeyFrames {
  #askedMs = -Infinity;
  #isWanted = false;

  want(): void {
    this.#isWanted = true;
  }

  got(): void {
    this.#isWanted = false;
  }

  /** Whether to ask now. */
  due(nowMs: number): boolean {
    if (!this.#isWanted || nowMs - this.#askedMs < KEY_FRAME_AGAIN_MS) return false;
    this.#askedMs = nowMs;
    return true;
  }
}
