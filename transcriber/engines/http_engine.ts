import { z } from "zod";
import { type Clock, sleep } from "../../kit/mod.ts";
import { ANSWER_BYTES_MAX } from "../limits.ts";
import { type SpeechEngine, SpeechError } from "./engine.ts";
import { wavOf } from "./wav.ts";

/** Tries in all; a caption that needs more is too late anyway. */
const TRIES_MAX = 2;
const RETRY_MS = 200;
const TRANSIENT = new Set([408, 425, 429, 500, 502, 503, 504]);
/** Failures in a row after which the engine is said to be unwell. */
const FAILURES_UNWELL = 3;

const Answer = z.object({ text: z.string() });

export interface HttpEngineOptions {
  readonly url: string;
  readonly token?: string | undefined;
  readonly model?: string | undefined;
  /** Of what is spoken, as ISO 639-1; absent: the service finds out. */
  readonly language?: string | undefined;
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/**
 * A speech service by HTTP, in the form that OpenAI's `POST /v1/audio/transcriptions` made common
 * and that whisper.cpp, faster-whisper and others serve: `multipart/form-data` with `file` (a WAV of
 * one utterance: mono, 16 kHz, 16 bits), `response_format=json`, and `model` and `language` where
 * configured; the answer is JSON with `text`. A token goes as `Authorization: Bearer`.
 */
export class HttpEngine implements SpeechEngine {
  readonly name = "http";
  readonly concurrency: number;
  readonly givesInterim = true;
  readonly language: string | null;
  readonly #options: HttpEngineOptions;
  #failures = 0;

  constructor(options: HttpEngineOptions) {
    this.#options = options;
    this.concurrency = options.concurrency;
    this.language = options.language ?? null;
  }

  async transcribe(samples: Int16Array, signal: AbortSignal): Promise<string> {
    const file = new Blob([wavOf(samples)], { type: "audio/wav" });
    for (let tried = 1;; tried++) {
      const answer = await this.#ask(file, signal);
      if (typeof answer === "string") {
        this.#failures = 0;
        return answer;
      }
      if (answer.code !== "engine-unavailable" || tried >= TRIES_MAX || signal.aborted) {
        this.#failures++;
        throw answer;
      }
      await sleep(this.#options.clock, RETRY_MS * tried, signal);
    }
  }

  problem(): string | undefined {
    return this.#failures >= FAILURES_UNWELL ? "the speech service fails" : undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #ask(file: Blob, signal: AbortSignal): Promise<string | SpeechError> {
    const { url, token, model, language, timeoutMs } = this.#options;
    const form = new FormData();
    form.set("file", file, "utterance.wav");
    form.set("response_format", "json");
    if (model !== undefined) form.set("model", model);
    if (language !== undefined) form.set("language", language);
    try {
      const response = await fetch(url, {
        method: "POST",
        body: form,
        redirect: "error",
        headers: {
          accept: "application/json",
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      const body = await firstOf(response);
      if (response.ok) return textIn(body);
      const reason = `the speech service answered ${response.status}`;
      const code = TRANSIENT.has(response.status) ? "engine-unavailable" : "engine-refused";
      return new SpeechError(code, reason);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return new SpeechError("engine-unavailable", reason, { cause: error });
    }
  }
}

function textIn(body: string): string | SpeechError {
  try {
    const answer = Answer.safeParse(JSON.parse(body));
    if (answer.success) return answer.data.text;
  } catch {
    // Said below.
  }
  return new SpeechError("engine-failed", "the speech service's answer is not JSON with a text");
}

/** As much of a body as is ever needed; what is beyond it is not read. */
async function firstOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    parts.push(part);
    length += part.length;
    if (length > ANSWER_BYTES_MAX) break;
  }
  return await new Blob(parts.map((part) => new Uint8Array(part))).text();
}
