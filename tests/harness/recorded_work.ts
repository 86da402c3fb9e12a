/** How far a recording's video is, as its workers tell. */
import { JobProgress, type RecordingId, subjects } from "../../protocol/mod.ts";
import type { Stack } from "./stack.ts";

const PERCENT = 100;

export class WorkWatch implements AsyncDisposable {
  readonly #told;
  #share = 0;
  #waiting: { readonly share: number; readonly reached: () => void } | undefined;

  constructor(stack: Stack, id: RecordingId) {
    this.#told = stack.bus.subscribe(subjects.recordingProgress(id), {}, ({ body }) => {
      const progress = JobProgress.safeParse(body).data;
      if (progress?.job !== "compose") return;
      this.#share = progress.percent / PERCENT;
      if (this.#share >= (this.#waiting?.share ?? Infinity)) this.#waiting?.reached();
    });
  }

  /** Resolves once so much of the video is made, 0 to 1. */
  async reaches(share: number): Promise<void> {
    if (this.#share >= share) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting = { share, reached: resolve };
    await promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#waiting?.reached();
    await this.#told.unsubscribe();
  }
}
