import { createHash } from "node:crypto";
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import {
  checkKey,
  checkPrefix,
  DamagedFileError,
  type GetOptions,
  type ObjectStore,
  ObjectsUnavailableError,
  type PutOptions,
  type SignedRequest,
  type Slice,
  type StoredEntry,
  type WriteFileOptions,
} from "./object_store.ts";
import { uploadFile } from "./s3_upload.ts";

const CONNECT_TIMEOUT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 30_000;
const ATTEMPTS_MAX = 3;
/** What S3 lists, and removes, at once. */
const PAGE_KEYS = 1_000;
/** Pages of one prefix that are removed: of more than any recording has. */
const PAGES_MAX = 10_000;
/** What is read back at once. */
const CHECKED_BYTES = 8 * 1024 * 1024;
const RANGE_NOT_SATISFIABLE = 416;

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

  async readRange(key: string, { start, length }: Slice): Promise<Uint8Array<ArrayBuffer>> {
    if (length <= 0) return new Uint8Array();
    try {
      const Range = `bytes=${start}-${start + length - 1}`;
      const { Body } = await this.#client.send(new GetObjectCommand({ ...this.#at(key), Range }));
      if (!Body) throw new ObjectsUnavailableError("the answer is empty");
      return new Uint8Array(await Body.transformToByteArray());
    } catch (error) {
      if (statusOf(error) === RANGE_NOT_SATISFIABLE) return new Uint8Array();
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

  async writeFile(key: string, path: string, options: WriteFileOptions): Promise<void> {
    try {
      const isProven = await uploadFile(this.#client, this.#at(key), path, options);
      if (isProven || await this.#sum(key) === options.sha256) return;
    } catch (error) {
      if (error instanceof DamagedFileError) throw error;
      throw unavailable(error);
    }
    await this.remove(key);
    throw new ObjectsUnavailableError("other bytes arrived than were sent");
  }

  async *list(prefix: string): AsyncIterable<StoredEntry> {
    const pages = { Bucket: this.#bucket, Prefix: checkPrefix(prefix), MaxKeys: PAGE_KEYS };
    let token: string | undefined;
    do {
      const page = await this.#page({ ...pages, ContinuationToken: token });
      for (const { Key: key, Size: sizeBytes = 0 } of page.Contents ?? []) {
        if (key !== undefined) yield { key, sizeBytes };
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  async remove(key: string): Promise<void> {
    try {
      await this.#client.send(new DeleteObjectCommand(this.#at(key)));
    } catch (error) {
      if (!isMissing(error)) throw unavailable(error);
    }
  }

  async removeAll(prefix: string): Promise<void> {
    const first = { Bucket: this.#bucket, Prefix: checkPrefix(prefix), MaxKeys: PAGE_KEYS };
    // Each time the first page of what is left: nothing is passed over that comes meanwhile.
    for (let pages = 0; pages < PAGES_MAX; pages++) {
      const page = await this.#page(first);
      const keys = (page.Contents ?? []).flatMap(({ Key }) => Key === undefined ? [] : [{ Key }]);
      if (keys.length === 0) return;
      await this.#removeKeys(keys);
    }
    throw new ObjectsUnavailableError(`${PAGES_MAX} pages were removed, and there is more`);
  }

  close(): void {
    this.#client.destroy();
  }

  async #page(input: ListObjectsV2Command["input"]) {
    try {
      return await this.#client.send(new ListObjectsV2Command(input));
    } catch (error) {
      throw unavailable(error);
    }
  }

  async #removeKeys(keys: { Key: string }[]): Promise<void> {
    try {
      const { Errors: errors = [] } = await this.#client.send(
        new DeleteObjectsCommand({
          Bucket: this.#bucket,
          Delete: { Objects: keys, Quiet: true },
        }),
      );
      if (errors[0]) throw new ObjectsUnavailableError(`it keeps ${errors.length} objects`);
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** Of what the store has, by reading it all. */
  async #sum(key: string): Promise<string> {
    const hash = createHash("sha256");
    for (let start = 0;; start += CHECKED_BYTES) {
      const bytes = await this.readRange(key, { start, length: CHECKED_BYTES });
      hash.update(bytes);
      if (bytes.length < CHECKED_BYTES) return hash.digest("base64");
    }
  }

  #at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: checkKey(key) };
  }
}

function isMissing(error: unknown): boolean {
  return statusOf(error) === 404;
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

function unavailable(error: unknown): ObjectsUnavailableError {
  if (error instanceof ObjectsUnavailableError) return error;
  const reason = error instanceof Error ? error.name : String(error);
  return new ObjectsUnavailableError(reason, { cause: error });
}
