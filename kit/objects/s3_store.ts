import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import {
  checkKey,
  type GetOptions,
  type ObjectStore,
  ObjectsUnavailableError,
  type PutOptions,
  type SignedRequest,
} from "./object_store.ts";

const CONNECT_TIMEOUT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 30_000;
const ATTEMPTS_MAX = 3;

export interface S3StoreOptions {
  /** As our processes and browsers reach it: https://s3.example.org. */
  endpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** Objects in a bucket of any S3-compatible store. */
export class S3Store implements ObjectStore {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor({ endpoint, region, bucket, accessKeyId, secretAccessKey }: S3StoreOptions) {
    this.#bucket = bucket;
    this.#client = new S3Client({
      endpoint,
      region,
      forcePathStyle: true, // Not every store has a name for every bucket.
      credentials: { accessKeyId, secretAccessKey },
      maxAttempts: ATTEMPTS_MAX,
      // Checksums that newer SDKs add by themselves would be signed into uploads of browsers.
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
      requestHandler: {
        connectionTimeout: CONNECT_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        throwOnRequestTimeout: true,
      },
    });
  }

  async presignPut(key: string, { sizeBytes, ttlMs }: PutOptions): Promise<SignedRequest> {
    const command = new PutObjectCommand({ ...this.#at(key), ContentLength: sizeBytes });
    // The length is signed, so the store itself refuses another.
    const signableHeaders = new Set(["content-length", "host"]);
    const url = await getSignedUrl(this.#client, command, {
      expiresIn: Math.ceil(ttlMs / 1_000),
      signableHeaders,
    });
    return { method: "PUT", url, headers: {} };
  }

  async presignGet(key: string, { mediaType, disposition, ttlMs }: GetOptions): Promise<string> {
    const command = new GetObjectCommand({
      ...this.#at(key),
      ResponseContentType: mediaType,
      ResponseContentDisposition: disposition,
      ResponseCacheControl: "private, no-store",
    });
    return await getSignedUrl(this.#client, command, { expiresIn: Math.ceil(ttlMs / 1_000) });
  }

  async size(key: string): Promise<number | undefined> {
    try {
      const { ContentLength } = await this.#client.send(new HeadObjectCommand(this.#at(key)));
      return ContentLength ?? 0;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw unavailable(error);
    }
  }

  async read(key: string): Promise<Uint8Array<ArrayBuffer>> {
    try {
      const { Body } = await this.#client.send(new GetObjectCommand(this.#at(key)));
      if (!Body) throw new ObjectsUnavailableError("the answer is empty");
      return new Uint8Array(await Body.transformToByteArray());
    } catch (error) {
      throw unavailable(error);
    }
  }

  async write(key: string, bytes: Uint8Array, mediaType: string): Promise<void> {
    try {
      const command = new PutObjectCommand({
        ...this.#at(key),
        Body: bytes,
        ContentType: mediaType,
      });
      await this.#client.send(command);
    } catch (error) {
      throw unavailable(error);
    }
  }

  async remove(key: string): Promise<void> {
    try {
      await this.#client.send(new DeleteObjectCommand(this.#at(key)));
    } catch (error) {
      if (!isMissing(error)) throw unavailable(error);
    }
  }

  close(): void {
    this.#client.destroy();
  }

  #at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: checkKey(key) };
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404;
}

function unavailable(error: unknown): ObjectsUnavailableError {
  if (error instanceof ObjectsUnavailableError) return error;
  const reason = error instanceof Error ? error.name : String(error);
  return new ObjectsUnavailableError(reason, { cause: error });
}
