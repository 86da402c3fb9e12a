/** Requests to an S3 server that may be slow, hang, or break: each ends within a bound. */
import {
  type $Command,
  GetObjectCommand,
  type GetObjectCommandInput,
  S3Client,
  type S3ClientResolvedConfig,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from "@aws-sdk/client-s3";
import { ObjectsUnavailableError } from "./object_store.ts";
import { SETTLED } from "./s3_settled.ts";

export interface S3Limits {
  /** For a connection. */
  readonly connectMs: number;
  /** For an answer, beside what the bytes on their way may take. */
  readonly answerMs: number;
  /** What is slower than this counts as hanging. */
  readonly bytesPerMsMin: number;
  /** Of one request; the SDK pauses between them, longer where it is told to slow down. */
  readonly attempts: number;
}

export const S3_LIMITS: S3Limits = {
  connectMs: 2_000,
  answerMs: 10_000,
  bytesPerMsMin: 64, // Half a Mbit/s.
  attempts: 3,
};
/** What the SDK's pauses between attempts may add. */
const PAUSES_MS = 30_000;
/** Nothing whose size is unknown is larger in one piece. */
const PIECE_BYTES = 64 * 1024 * 1024;

/** Sends a request that carries so many bytes. Rejects with what the SDK says, or a `TimeoutError`. */
export type Send = <I extends ServiceInputTypes, O extends ServiceOutputTypes>(
  command: $Command<I, O, S3ClientResolvedConfig>,
  bytes?: number,
  answerMs?: number,
) => Promise<O>;

export interface S3RequestsOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly limits: S3Limits;
}

export class S3Requests {
  readonly client: S3Client;
  readonly #limits: S3Limits;

  constructor({ endpoint, region, limits, ...credentials }: S3RequestsOptions) {
    this.#limits = limits;
    this.client = new S3Client({
      ...SETTLED,
      endpoint,
      region,
      forcePathStyle: true, // Not every store has a name for every bucket.
      credentials,
      maxAttempts: limits.attempts,
      // Checksums that newer SDKs add by themselves would be signed into uploads of browsers.
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
      requestHandler: { connectionTimeout: limits.connectMs, throwOnRequestTimeout: true },
    });
  }

  readonly send: Send = (command, bytes = 0, answerMs = this.#limits.answerMs) => {
    const requestTimeout = answerMs + bytes / this.#limits.bytesPerMsMin;
    const abortSignal = AbortSignal.timeout(requestTimeout * this.#limits.attempts + PAUSES_MS);
    return this.client.send(command, { requestTimeout, abortSignal });
  };

  /**
   * An object, or a range of it, whole: what breaks off on its way is asked for again. `bytes`: at most
   * so many come. Rejects with what the SDK says, or `ObjectsUnavailableError`.
   */
  async read(input: GetObjectCommandInput, bytes = PIECE_BYTES): Promise<Uint8Array<ArrayBuffer>> {
    for (let attempt = 1;; attempt++) {
      const { Body, ContentLength } = await this.send(new GetObjectCommand(input));
      if (!Body) throw new ObjectsUnavailableError("the answer is empty");
      try {
        const length = ContentLength ?? bytes;
        const read = await within(this.#bodyMs(length), Body.transformToByteArray());
        if (read.length === length || ContentLength === undefined) return new Uint8Array(read);
        throw new ObjectsUnavailableError(`${read.length} of ${length} bytes came`);
      } catch (error) {
        if ("destroy" in Body && typeof Body.destroy === "function") Body.destroy();
        if (attempt >= this.#limits.attempts) throw error;
      }
    }
  }

  close(): void {
    this.client.destroy();
  }

  #bodyMs(bytes: number): number {
    return this.#limits.answerMs + bytes / this.#limits.bytesPerMsMin;
  }
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  work.catch(() => {}); // It may still fail when nobody waits any more.
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new ObjectsUnavailableError(`an answer takes longer than ${limitMs} ms`)),
    limitMs,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
