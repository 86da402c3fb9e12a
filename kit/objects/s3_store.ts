import { createHash } from "node:crypto";
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { type ByteSource, fileSource, memorySource } from "./byte_source.ts";
import {
  checkKey,
  checkPrefix,
  DamagedFileError,
  type GetOptions,
  ObjectsUnavailableError,
  type PutOptions,
  type SignedRequest,
  type Slice,
  type SourceStore,
  type StoredEntry,
  type WriteFileOptions,
} from "./object_store.ts";
import { S3_LIMITS, type S3Limits, S3Requests } from "./s3_requests.ts";
import { type Encryption, upload } from "./s3_upload.ts";

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
  /** How the store is asked to encrypt what it keeps; absent: as it does by itself. */
  encryption?: ServerSideEncryption | undefined;
  limits?: S3Limits;
}

/** By keys of the store itself, or of a key service that it asks. */
export type ServerSideEncryption =
  | { readonly by: "AES256" }
  | { readonly by: "aws:kms"; readonly keyId?: string | undefined };

const ENCRYPTION_HEADER = "x-amz-server-side-encryption";

/** Objects in a bucket of any S3-compatible store. */
export class S3Store implements SourceStore {
  readonly #requests: S3Requests;
  readonly #bucket: string;
  readonly #encryption: Encryption;

  constructor({ bucket, encryption, limits = S3_LIMITS, ...server }: S3StoreOptions) {
    this.#bucket = bucket;
    this.#encryption = encryptionOf(encryption);
    this.#requests = new S3Requests({ ...server, limits });
  }

  async presignPut(key: string, { sizeBytes, ttlMs }: PutOptions): Promise<SignedRequest> {
    const { ServerSideEncryption, SSEKMSKeyId } = this.#encryption;
    const headers = {
      ...(ServerSideEncryption && { [ENCRYPTION_HEADER]: ServerSideEncryption }),
      ...(SSEKMSKeyId !== undefined && { [`${ENCRYPTION_HEADER}-aws-kms-key-id`]: SSEKMSKeyId }),
    };
    const command = new PutObjectCommand({
      ...this.#at(key),
      ...this.#encryption,
      ContentLength: sizeBytes,
    });
    // The length is signed, so the store itself refuses another.
    const signableHeaders = new Set(["content-length", "host", ...Object.keys(headers)]);
    const url = await getSignedUrl(this.#requests.client, command, {
      expiresIn: Math.ceil(ttlMs / 1_000),
      signableHeaders,
      unhoistableHeaders: new Set(Object.keys(headers)),
    });
    return { method: "PUT", url, headers };
  }

  async presignGet(key: string, { mediaType, disposition, ttlMs }: GetOptions): Promise<string> {
    const command = new GetObjectCommand({
      ...this.#at(key),
      ResponseContentType: mediaType,
      ResponseContentDisposition: disposition,
      ResponseCacheControl: "private, no-store",
    });
    return await getSignedUrl(this.#requests.client, command, {
      expiresIn: Math.ceil(ttlMs / 1_000),
    });
  }

  async size(key: string): Promise<number | undefined> {
    try {
      const { ContentLength } = await this.#requests.send(new HeadObjectCommand(this.#at(key)));
      return ContentLength ?? 0;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw unavailable(error);
    }
  }

  async read(key: string): Promise<Uint8Array<ArrayBuffer>> {
    try {
      return await this.#requests.read(this.#at(key));
    } catch (error) {
      throw unavailable(error);
    }
  }

  async readRange(key: string, { start, length }: Slice): Promise<Uint8Array<ArrayBuffer>> {
    if (length <= 0) return new Uint8Array();
    try {
      const Range = `bytes=${start}-${start + length - 1}`;
      return await this.#requests.read({ ...this.#at(key), Range }, length);
    } catch (error) {
      if (statusOf(error) === RANGE_NOT_SATISFIABLE) return new Uint8Array();
      throw unavailable(error);
    }
  }

  async write(key: string, bytes: Uint8Array, mediaType: string): Promise<void> {
    const sha256 = createHash("sha256").update(bytes).digest("base64");
    await this.writeFrom(key, memorySource(new Uint8Array(bytes)), { sha256, mediaType });
  }

  async writeFile(key: string, path: string, options: WriteFileOptions): Promise<void> {
    let file: Deno.FsFile;
    try {
      file = await Deno.open(path);
    } catch (error) {
      throw unavailable(error);
    }
    using _ = file;
    await this.writeFrom(key, await fileSource(file), options);
  }

  async writeFrom(key: string, source: ByteSource, options: WriteFileOptions): Promise<void> {
    const { send } = this.#requests;
    const place = this.#at(key);
    try {
      const isProven = await upload({ send, place, encryption: this.#encryption }, source, options);
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
      await this.#requests.send(new DeleteObjectCommand(this.#at(key)));
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
    this.#requests.close();
  }

  async #page(input: ListObjectsV2Command["input"]) {
    try {
      return await this.#requests.send(new ListObjectsV2Command(input));
    } catch (error) {
      throw unavailable(error);
    }
  }

  async #removeKeys(keys: { Key: string }[]): Promise<void> {
    try {
      const { Errors: errors = [] } = await this.#requests.send(
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

function encryptionOf(wish: ServerSideEncryption | undefined): Encryption {
  if (!wish) return {};
  const { by: ServerSideEncryption } = wish;
  const SSEKMSKeyId = wish.by === "aws:kms" ? wish.keyId : undefined;
  return { ServerSideEncryption, ...(SSEKMSKeyId !== undefined && { SSEKMSKeyId }) };
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
