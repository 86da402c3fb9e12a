/** Everything about files, put together from what a process was told. */
import type { Hono } from "hono";
import { type Clock, type Logger, OBJECTS_PATH, type SourceStore } from "../../../kit/mod.ts";
import type { RequestActor } from "../../actor/mod.ts";
import { type Files, FolderStore, openObjects, type RateLimiter } from "../../store/mod.ts";
import type { ConnectionInfo } from "../client_address.ts";
import type { Doorman } from "../rooms/mod.ts";
import { createClamav } from "./clamav.ts";
import type { FilesConfig } from "./config.ts";
import { FileDesk } from "./file_desk.ts";
import { fileRoutes } from "./routes.ts";
import { FileSweeper } from "./sweeper.ts";
import { createThumbnails } from "./thumbnails.ts";

export interface OpenFilesOptions {
  config: FilesConfig;
  /** Signs the folder's links; the same on all processes. */
  secret: string;
  files: Files;
  doorman: Doorman;
  requestRoom: RequestActor;
  limiter: RateLimiter;
  proxyHops: number;
  clock: Clock;
  logger: Logger;
}

export interface OpenFiles {
  /** To be mounted at `/rooms`. */
  readonly routes: Hono<{ Bindings: ConnectionInfo }>;
  /** Where they are, for whoever else keeps something there. */
  readonly objects: SourceStore;
  /** Answers `/objects/…`, where the objects are in a folder. */
  readonly serveObjects?: (request: Request) => Promise<Response>;
  close(): Promise<void>;
}

/** `undefined`: there is nowhere to put them. */
export async function openFiles(options: OpenFilesOptions): Promise<OpenFiles | undefined> {
  const { config, secret, clock, logger } = options;
  if (!config.objects) return undefined;
  const links = { url: OBJECTS_PATH, secret };
  const objects = await openObjects(config.objects, { clock, links });
  const desk = new FileDesk({
    ...options,
    objects,
    bytesMax: config.bytesMax,
    scan: config.clamav && createClamav(config.clamav),
    makeThumbnail: config.ffmpeg === undefined ? undefined : createThumbnails(config.ffmpeg),
  });
  const sweeper = new FileSweeper({ files: options.files, desk, clock, logger });
  return {
    routes: fileRoutes({ ...options, desk }),
    objects,
    ...(objects instanceof FolderStore && {
      serveObjects: (request: Request) => objects.serve(request),
    }),
    async close() {
      await sweeper[Symbol.asyncDispose]();
      if (!(objects instanceof FolderStore)) objects.close();
    },
  };
}
