/** What turns speech into text. One engine serves all voices of a process. */
export interface SpeechEngine extends AsyncDisposable {
  /** In logs and metrics. */
  readonly name: string;
  /** Utterances that it works on at a time. */
  readonly concurrency: number;
  /** Whether it is fast and cheap enough to be asked while somebody still speaks. */
  readonly givesInterim: boolean;
  /** What it understands, BCP 47; null: it finds out. */
  readonly language: string | null;
  /**
   * The text of an utterance (mono, 16 kHz); "" where nothing was understood. Rejects with
   * {@linkcode SpeechError}, and when `signal` aborts.
   */
  transcribe(samples: Int16Array, signal: AbortSignal): Promise<string>;
  /** What keeps it from working, or `undefined`. */
  problem(): string | undefined;
}

/** The engine could not do it; `code` is stable. */
export class SpeechError extends Error {
  override readonly name = "SpeechError";
  readonly code: "engine-unavailable" | "engine-refused" | "engine-failed";
  constructor(code: SpeechError["code"], reason: string, options?: ErrorOptions) {
    super(`Cannot transcribe: ${reason}`, options);
    this.code = code;
  }
}
