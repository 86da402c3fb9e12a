/** The meeting's part of the HTTP API: what was said before, and files. */
import type { z } from "zod";
import {
  type AnnounceFile,
  CallTimeline,
  FileCompleted,
  FileDownload,
  type FileId,
  FileUpload,
  IceConfig,
  MessagesPage,
  type PollId,
  type RoomId,
} from "../../protocol/mod.ts";
import { LinkDown, Refusal } from "../link/errors.ts";
import { call, HTTP_TIMEOUT_MS } from "./api.ts";

/** Messages asked for at once. */
export const PAGE_MESSAGES = 50;

/** The token is missing or has expired (RFC 9110). */
const UNAUTHORIZED = 401;
const EXPIRED_CODES: ReadonlySet<string> = new Set(["unauthorized", "invalid-token"]);

/** The session's word that one is in the room; it holds for a while. */
export interface Access {
  token(): string | undefined;
  /** Resolves once there is another one; rejects where there is none to be had. */
  renew(): Promise<void>;
}

export interface PageWish {
  /** Only messages with a lower id. */
  readonly before?: number | undefined;
  /** Only messages with these words. */
  readonly query?: string | undefined;
}

/** All reject with {@linkcode Refusal} or `LinkDown`. */
export interface RoomApi {
  messages(wish: PageWish): Promise<MessagesPage>;
  announceFile(file: z.infer<typeof AnnounceFile>): Promise<FileUpload>;
  completeFile(id: FileId): Promise<FileCompleted>;
  fileUrl(id: FileId, isThumbnail: boolean): Promise<FileDownload>;
  /** Relays with fresh credentials. */
  ice(): Promise<IceConfig>;
  /** Answers as a table (RFC 4180), with names unless the poll is anonymous. */
  pollCsv(id: PollId): Promise<string>;
  /** How the call went so far; for those who moderate. */
  timeline(): Promise<CallTimeline>;
}

export function createRoomApi(roomId: RoomId, access: Access): RoomApi {
  const path = `/api/rooms/${encodeURIComponent(roomId)}`;

  function ask<T extends z.ZodType>(
    schema: T,
    method: "GET" | "POST",
    path: string,
    body?: unknown,
  ): Promise<z.infer<T>> {
    return admitted((secret) =>
      call(schema, method, path, {
        ...(body !== undefined && { body }),
        ...(secret !== undefined && { secret }),
      })
    );
  }

  /** Asks once more where the token had expired. */
  async function admitted<T>(once: (secret: string | undefined) => Promise<T>): Promise<T> {
    try {
      return await once(access.token());
    } catch (error) {
      if (!(error instanceof Refusal && EXPIRED_CODES.has(error.code))) throw error;
      await access.renew();
      return await once(access.token());
    }
  }

  return {
    messages({ before, query }) {
      const wish = new URLSearchParams({
        limit: `${PAGE_MESSAGES}`,
        ...(before !== undefined && { before: `${before}` }),
        ...(query !== undefined && { q: query }),
      });
      return ask(MessagesPage, "GET", `${path}/messages?${wish}`);
    },
    announceFile: (file) => ask(FileUpload, "POST", `${path}/files`, file),
    completeFile: (id) => ask(FileCompleted, "POST", `${path}/files/${id}/complete`, {}),
    fileUrl: (id, isThumbnail) =>
      ask(FileDownload, "GET", `${path}/files/${id}${isThumbnail ? "?thumbnail=1" : ""}`),
    timeline: () => ask(CallTimeline, "GET", `${path}/quality`),
    ice: () => ask(IceConfig, "POST", `${path}/ice`),
    pollCsv: (id) => admitted((secret) => fetchText(`${path}/polls/${id}.csv`, secret)),
  };
}

async function fetchText(path: string, secret: string | undefined): Promise<string> {
  const response = await fetch(path, {
    signal: AbortSignal.timeout(HTTP_TIMEOUT_MS),
    headers: { ...(secret !== undefined && { authorization: `Bearer ${secret}` }) },
  }).catch((cause) => {
    throw new LinkDown(`Cannot get ${path}: the server is out of reach`, { cause });
  });
  if (response.ok) return await response.text();
  const code = response.status === UNAUTHORIZED ? "unauthorized" : "unavailable";
  throw new Refusal({ code, message: response.statusText });
}
