/** Files to a bucket: small ones in one request, large ones in parts, all compared with what arrived. */
import { createHash } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { DamagedFileError, type WriteFileOptions } from "./object_store.ts";
import { readSlice } from "./slices.ts";

const MIB = 1024 * 1024;
/** Files up to this go in one request. */
export const MULTIPART_ABOVE_BYTES = 16 * MIB;
/** S3 takes none smaller than 5 MiB, but the last. */
const PART_BYTES = 8 * MIB;
/** S3 takes 10,000. */
const PARTS_MAX = 9_000;
/** Parts in memory and under way. */
const PARTS_AT_ONCE = 3;

interface Place {
  Bucket: string;
  Key: string;
}

/**
 * Resolves to whether the store has said of every byte what it is: its tags are MD5 sums, unless it
 * encrypts by keys of its own. Rejects with {@linkcode DamagedFileError} or what the SDK says.
 */
export async function uploadFile(
  client: S3Client,
  place: Place,
  path: string,
  { sha256, mediaType }: WriteFileOptions,
): Promise<boolean> {
  using file = await Deno.open(path);
  const { size } = await file.stat();
  if (size > MULTIPART_ABOVE_BYTES) {
    return await uploadParts(client, place, file, { size, sha256, mediaType });
  }
  const bytes = await readSlice(file, { start: 0, length: size });
  if (createHash("sha256").update(bytes).digest("base64") !== sha256) throw new DamagedFileError();
  const { ETag } = await client.send(
    new PutObjectCommand({ ...place, Body: bytes, ContentType: mediaType }),
  );
  return isSumOf(ETag, bytes);
}

async function uploadParts(
  client: S3Client,
  place: Place,
  file: Deno.FsFile,
  { size, sha256, mediaType }: WriteFileOptions & { size: number },
): Promise<boolean> {
  const started = await client.send(
    new CreateMultipartUploadCommand({ ...place, ContentType: mediaType }),
  );
  const upload = { ...place, UploadId: started.UploadId };
  try {
    const { parts, isProven, sum } = await sendParts(client, upload, file, size);
    if (sum !== sha256) throw new DamagedFileError();
    await client.send(
      new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } }),
    );
    return isProven;
  } catch (error) {
    // What was sent would be kept, and paid for, for ever.
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => {});
    throw error;
  }
}

async function sendParts(
  client: S3Client,
  upload: Place & { UploadId: string | undefined },
  file: Deno.FsFile,
  size: number,
): Promise<{ parts: CompletedPart[]; isProven: boolean; sum: string }> {
  const partBytes = Math.max(PART_BYTES, Math.ceil(size / PARTS_MAX / MIB) * MIB);
  const hash = createHash("sha256");
  const parts: CompletedPart[] = [];
  const underWay = new Set<Promise<void>>();
  let isProven = true;
  const send = async (PartNumber: number, Body: Uint8Array) => {
    const { ETag } = await client.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
    isProven &&= isSumOf(ETag, Body);
    parts[PartNumber - 1] = { PartNumber, ETag };
  };
  try {
    for (let start = 0, number = 1; start < size; start += partBytes, number++) {
      const bytes = await readSlice(file, { start, length: partBytes });
      hash.update(bytes);
      const sending = send(number, bytes).finally(() => underWay.delete(sending));
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
