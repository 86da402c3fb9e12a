/** Bytes to a bucket: small ones in one request, large ones in parts, all compared with what arrived. */
import { createHash } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  NoSuchUpload,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { ByteSource } from "./byte_source.ts";
import { DamagedFileError, type WriteFileOptions } from "./object_store.ts";
import type { Send } from "./s3_requests.ts";

const MIB = 1024 * 1024;
/** Files up to this go in one request. */
export const MULTIPART_ABOVE_BYTES = 16 * MIB;
/** S3 takes none smaller than 5 MiB, but the last. */
const PART_BYTES = 8 * MIB;
/** S3 takes 10,000. */
const PARTS_MAX = 9_000;
/** Parts in memory and under way. */
const PARTS_AT_ONCE = 3;

/** How long a large upload's parts may take to become one object. */
const COMPLETE_MS = 120_000;

export interface Place {
  Bucket: string;
  Key: string;
}

/** What a new object is told of how the store keeps it. */
export interface Encryption {
  ServerSideEncryption?: "AES256" | "aws:kms";
  SSEKMSKeyId?: string;
}

export interface Uploading {
  /** Sends a request with so many bytes in it, within the time that these may take. */
  readonly send: Send;
  readonly place: Place;
  readonly encryption: Encryption;
}

/**
 * Resolves to whether the store has said of every byte what it is: its tags are MD5 sums, unless it
 * encrypts by keys of its own. Rejects with {@linkcode DamagedFileError} or what the SDK says.
 */
export async function upload(
  { send, place, encryption }: Uploading,
  source: ByteSource,
  { sha256, mediaType }: WriteFileOptions,
): Promise<boolean> {
  const { sizeBytes } = source;
  const about = { ...place, ...encryption, ContentType: mediaType };
  if (sizeBytes > MULTIPART_ABOVE_BYTES) return await uploadParts(send, about, source, sha256);
  const bytes = await source.read({ start: 0, length: sizeBytes });
  if (createHash("sha256").update(bytes).digest("base64") !== sha256) throw new DamagedFileError();
  const { ETag } = await send(new PutObjectCommand({ ...about, Body: bytes }), bytes.length);
  return isSumOf(ETag, bytes);
}

async function uploadParts(
  send: Send,
  about: Place & Encryption & { ContentType: string },
  source: ByteSource,
  sha256: string,
): Promise<boolean> {
  const started = await send(new CreateMultipartUploadCommand(about), 0);
  const upload = { Bucket: about.Bucket, Key: about.Key, UploadId: started.UploadId };
  try {
    const { parts, isProven, sum } = await sendParts(send, upload, source);
    if (sum !== sha256) throw new DamagedFileError();
    const isSaid = await complete(send, { ...upload, MultipartUpload: { Parts: parts } });
    return isProven && isSaid;
  } catch (error) {
    // What was sent would be kept, and paid for, for ever.
    await send(new AbortMultipartUploadCommand(upload), 0).catch(() => {});
    throw error;
  }
}

/** False: the upload is not known any more. That is how it looks when its first answer was lost. */
async function complete(
  send: Send,
  whole: CompleteMultipartUploadCommandInput,
): Promise<boolean> {
  try {
    await send(new CompleteMultipartUploadCommand(whole), 0, COMPLETE_MS);
    return true;
  } catch (error) {
    if (error instanceof NoSuchUpload) return false;
    throw error;
  }
}

async function sendParts(
  send: Send,
  upload: Place & { UploadId: string | undefined },
  source: ByteSource,
): Promise<{ parts: CompletedPart[]; isProven: boolean; sum: string }> {
  const { sizeBytes } = source;
  const partBytes = Math.max(PART_BYTES, Math.ceil(sizeBytes / PARTS_MAX / MIB) * MIB);
  const hash = createHash("sha256");
  const parts: CompletedPart[] = [];
  const underWay = new Set<Promise<void>>();
  let isProven = true;
  const sendPart = async (PartNumber: number, Body: Uint8Array) => {
    const { ETag } = await send(
      new UploadPartCommand({ ...upload, PartNumber, Body }),
      Body.length,
    );
    isProven &&= isSumOf(ETag, Body);
    parts[PartNumber - 1] = { PartNumber, ETag };
  };
  try {
    for (let start = 0, number = 1; start < sizeBytes; start += partBytes, number++) {
      const bytes = await source.read({ start, length: partBytes });
      hash.update(bytes);
      const sending = sendPart(number, bytes).finally(() => underWay.delete(sending));
      underWay.add(sending);
      if (underWay.size >= PARTS_AT_ONCE) await Promise.race(underWay);
    }
    await Promise.all(underWay);
  } finally {
    await Promise.allSettled(underWay); // An aborted upload has no parts that come later.
  }
  return { parts, isProven, sum: hash.digest("base64") };
}

function isSumOf(tag: string | undefined, bytes: Uint8Array): boolean {
  return tag?.replaceAll('"', "") === createHash("md5").update(bytes).digest("hex");
}
