/** Files that members bring into a meeting and fetch from it. */
import { Hono } from "hono";
import { AnnounceFile, type FileCompleted, FileId } from "../../../protocol/mod.ts";
import { ObjectsUnavailableError, type RateLimiter } from "../../store/mod.ts";
import type { ConnectionInfo } from "../client_address.ts";
import { rateLimit, readBody } from "../guards.ts";
import { Refusal } from "../refusals.ts";
import { type Doorman, ROOM_LIMITS } from "../rooms/mod.ts";
import { ScannerUnavailableError } from "./clamav.ts";
import type { FileDesk } from "./file_desk.ts";

export interface FileRoutesOptions {
  doorman: Doorman;
  desk: FileDesk;
  limiter: RateLimiter;
  proxyHops: number;
}

const RETRY_AFTER_MS = 2_000;

/** To be mounted at `/rooms`. */
export function fileRoutes(options: FileRoutesOptions): Hono<{ Bindings: ConnectionInfo }> {
  const { doorman, desk, limiter, proxyHops } = options;
  const limited = (limit: keyof typeof ROOM_LIMITS) =>
    rateLimit(limiter, ROOM_LIMITS[limit], proxyHops);
  const routes = new Hono<{ Bindings: ConnectionInfo }>();

  routes.post("/:roomId/files", limited("announceFile"), async (context) => {
    const wish = await readBody(context, AnnounceFile);
    const member = await doorman.member(context, "chat");
    return context.json(await available(desk.announce(member, wish)), 201);
  });

  routes.post("/:roomId/files/:fileId/complete", limited("announceFile"), async (context) => {
    const member = await doorman.member(context, "chat");
    const file = await available(desk.complete(member, readFileId(context.req.param("fileId"))));
    return context.json({ file } satisfies FileCompleted);
  });

  routes.get("/:roomId/files/:fileId", limited("download"), async (context) => {
    const member = await doorman.member(context);
    const fileId = readFileId(context.req.param("fileId"));
    const isThumbnail = context.req.query("thumbnail") === "1";
    return context.json(await available(desk.download(member, fileId, isThumbnail)));
  });

  return routes;
}

/** What a neighbour can't do now may work later. */
async function available<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const passes = error instanceof ObjectsUnavailableError ||
      error instanceof ScannerUnavailableError;
    if (!passes) throw error;
    const message = "Files are unavailable just now";
    throw new Refusal({ code: "unavailable", message, retryAfterMs: RETRY_AFTER_MS });
  }
}

function readFileId(text: string): FileId {
  const fileId = FileId.safeParse(text);
  if (fileId.success) return fileId.data;
  throw new Refusal({ code: "unknown-file", message: "This can't be a file's id" }, 404);
}
