import type { Clock, Logger } from "../../../kit/mod.ts";
import type {
  AnnounceFile,
  FileDownload,
  FileId,
  FileUpload,
  FileView,
  RoomCommandEnvelope,
} from "../../../protocol/mod.ts";
import type { z } from "zod";
import type { RequestActor } from "../../actor/mod.ts";
import type { FileRecord, Files, ObjectStore } from "../../store/mod.ts";
import { randomId } from "../random.ts";
import { Refusal } from "../refusals.ts";
import type { Member } from "../rooms/mod.ts";
import type { Scan } from "./clamav.ts";
import { imageSize } from "./image_size.ts";
import { sniff } from "./sniff.ts";
import { type MakeThumbnail, THUMBNAIL_TYPE } from "./thumbnails.ts";

export const UPLOAD_TTL_MS = 15 * 60 * 1_000;
export const DOWNLOAD_TTL_MS = 5 * 60 * 1_000;
/** Files that one person may have announced and not brought. */
const PENDING_MAX = 20;
/** Files of one process that are checked at once, each in memory. */
const CHECKS_AT_ONCE = 4;
/** Larger pictures are shared, and nobody decodes them for a small one. */
const PIXELS_MAX = 50_000_000;
const RETRY_AFTER_MS = 1_000;
const COMMAND_DEADLINE_MS = 5_000;
const UNPROCESSABLE = 422;

export interface FileDeskOptions {
  files: Files;
  objects: ObjectStore;
  requestRoom: RequestActor;
  /** Absent: files are not scanned. */
  scan?: Scan | undefined;
  /** Absent: there are no small pictures. */
  makeThumbnail?: MakeThumbnail | undefined;
  bytesMax: number;
  clock: Clock;
  logger: Logger;
}

/**
 * Takes files in and hands them out. A file is brought to one place and, once it was looked at and scanned,
 * kept at another that no link can write to: what was checked is what is shared.
 */
export class FileDesk {
  readonly #options: FileDeskOptions;
  #checks = 0;

  constructor(options: FileDeskOptions) {
    this.#options = options;
  }

  async announce(
    { roomId, peerId: by }: Member,
    { name, sizeBytes, mediaType }: z.infer<typeof AnnounceFile>,
  ): Promise<FileUpload> {
    const { files, objects, bytesMax, clock } = this.#options;
    if (sizeBytes > bytesMax) throw refused(`files may have ${bytesMax} bytes`);
    const file = { id: randomId(), name, mediaType, sizeBytes };
    if (!await files.announce({ roomId, by, file, pendingMax: PENDING_MAX })) {
      throw new Refusal({
        code: "rate-limited",
        message: `Cannot announce a file: ${PENDING_MAX} others have not come yet`,
        retryAfterMs: RETRY_AFTER_MS,
      });
    }
    const expiresAt = Math.round(clock.wallMs()) + UPLOAD_TTL_MS;
    const key = uploadKey(roomId, file.id);
    const request = await objects.presignPut(key, { sizeBytes, ttlMs: UPLOAD_TTL_MS });
    return { fileId: file.id, ...request, expiresAt };
  }

  /** Looks at what has come and tells the room. */
  async complete({ roomId, peerId }: Member, fileId: FileId): Promise<FileView> {
    const record = await this.#options.files.find(roomId, fileId);
    if (!record || record.by !== peerId) throw unknown();
    if (record.state === "rejected") throw refused("this file was refused before");
    if (record.state === "deleted") throw unknown();
    const view = record.state === "ready" ? record.view : await this.#checked(record);
    await this.#tellRoom(record, view);
    return view;
  }

  async download(member: Member, fileId: FileId, isThumbnail: boolean): Promise<FileDownload> {
    const { files, objects, clock } = this.#options;
    const { roomId, peerId } = member;
    const record = await files.find(roomId, fileId);
    if (!record || record.state !== "ready" || !await files.isFor(fileId, peerId)) throw unknown();
    const { view } = record;
    if (isThumbnail && !view.thumbnail) throw unknown();
    const url = await objects.presignGet(
      isThumbnail ? thumbnailKey(roomId, fileId) : fileKey(roomId, fileId),
      {
        mediaType: isThumbnail ? THUMBNAIL_TYPE : view.mediaType,
        disposition: isThumbnail ? "inline" : attachment(view.name),
        ttlMs: DOWNLOAD_TTL_MS,
      },
    );
    return { url, expiresAt: Math.round(clock.wallMs()) + DOWNLOAD_TTL_MS };
  }

  /** Removes all bytes of a file. */
  async remove({ roomId, fileId }: FileRecord): Promise<void> {
    const { objects, files } = this.#options;
    for (const key of [uploadKey, fileKey, thumbnailKey]) await objects.remove(key(roomId, fileId));
    await files.removed(fileId);
  }

  async #checked(record: FileRecord): Promise<FileView> {
    if (this.#checks >= CHECKS_AT_ONCE) {
      throw new Refusal({
        code: "overloaded",
        message: `Cannot check the file: ${CHECKS_AT_ONCE} others are being checked`,
        retryAfterMs: RETRY_AFTER_MS,
      });
    }
    this.#checks++;
    try {
      return await this.#check(record);
    } finally {
      this.#checks--;
    }
  }

  async #check({ roomId, fileId, view }: FileRecord): Promise<FileView> {
    const { files, objects, scan, makeThumbnail, logger } = this.#options;
    const upload = uploadKey(roomId, fileId);
    const size = await objects.size(upload);
    if (size === undefined) {
      throw new Refusal({ code: "unknown-file", message: "The file has not come yet" }, 404);
    }
    const reject = async (why: string) => {
      await files.reject(fileId);
      await objects.remove(upload);
      throw refused(why);
    };
    if (size !== view.sizeBytes) return await reject("it has another size than was announced");
    const bytes = await objects.read(upload);
    const mediaType = sniff(bytes);
    if (mediaType === undefined) return await reject("it is of no kind that may be shared");
    const found = await scan?.(bytes);
    if (found !== undefined) {
      logger.warn({ roomId, fileId, found }, "the scanner found something in a file");
      return await reject("the scanner found something in it");
    }
    const image = imageSize(bytes, mediaType);
    const small = image && image.width * image.height <= PIXELS_MAX
      ? await makeThumbnail?.(bytes, mediaType)
      : undefined;
    if (small) await objects.write(thumbnailKey(roomId, fileId), small, THUMBNAIL_TYPE);
    await objects.write(fileKey(roomId, fileId), bytes, mediaType);
    const { id, name } = view;
    const checked: FileView = {
      id,
      name,
      mediaType,
      sizeBytes: bytes.length,
      ...image,
      thumbnail: small !== undefined,
    };
    await files.checked(checked);
    await objects.remove(upload);
    return checked;
  }

  async #tellRoom({ roomId, fileId, by }: FileRecord, file: FileView): Promise<void> {
    const { clock, requestRoom } = this.#options;
    const command: RoomCommandEnvelope = {
      v: 1,
      id: `file-${fileId}`,
      roomId,
      from: { kind: "service", name: "api" },
      deadlineAt: Math.round(clock.wallMs()) + COMMAND_DEADLINE_MS,
      body: { type: "fileReady", file, by },
    };
    const reply = await requestRoom(roomId, command);
    if (!reply.ok) throw new Refusal(reply.error);
  }
}

const uploadKey = (roomId: string, fileId: string) => `uploads/${roomId}/${fileId}`;
const fileKey = (roomId: string, fileId: string) => `files/${roomId}/${fileId}`;
const thumbnailKey = (roomId: string, fileId: string) => `thumbnails/${roomId}/${fileId}`;

/** RFC 6266, with the name for old readers in plain letters. */
function attachment(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9._ -]/g, "_");
  const full = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${full}`;
}

function refused(why: string): Refusal {
  return new Refusal(
    { code: "file-refused", message: `Cannot take the file: ${why}` },
    UNPROCESSABLE,
  );
}

function unknown(): Refusal {
  return new Refusal(
    { code: "unknown-file", message: "There is no such file for the sender" },
    404,
  );
}
