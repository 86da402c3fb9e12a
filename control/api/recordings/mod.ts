/** Recordings, put together from what a process was told. */
import type { Hono } from "hono";
import type { Bus, Clock, ObjectStore } from "../../../kit/mod.ts";
import type { RateLimiter, Store } from "../../store/mod.ts";
import type { ConnectionInfo } from "../client_address.ts";
import type { Tokens } from "../tokens.ts";
import { RecordingDesk } from "./desk.ts";
import { Keyring, type KeyringOptions } from "./keyring.ts";
import { LinkDesk } from "./link_desk.ts";
import { Passes } from "./passes.ts";
import { ProgressBoard } from "./progress_board.ts";
import { RecordingReader } from "./reader.ts";
import { recordingRoutes } from "./routes.ts";
import { ShareDesk } from "./share_desk.ts";

export { recordingCommandRoutes } from "./command_routes.ts";
export { sealedRecordings } from "./sealed_recordings.ts";

export interface OpenRecordingsOptions {
  readonly bus: Bus;
  readonly store: Pick<Store, "recordings" | "recordingShares" | "recordingWork">;
  readonly objects: ObjectStore;
  readonly tokens: Tokens;
  readonly masters: KeyringOptions["masters"];
  /** Signs passes; the same on all processes. */
  readonly secret: string;
  readonly previousSecret: string | undefined;
  readonly retentionDays: number | undefined;
  readonly publicUrl: string;
  readonly proxyHops: number;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
}

export interface OpenRecordings {
  /** To be mounted at `/recordings`. */
  readonly routes: Hono<{ Bindings: ConnectionInfo }>;
  close(): Promise<void>;
}

export function openRecordings(options: OpenRecordingsOptions): OpenRecordings {
  const { bus, store, tokens, masters, clock } = options;
  const { recordings, recordingShares: shares, recordingWork: work } = store;
  const passes = new Passes(options);
  const board = new ProgressBoard({ bus, clock });
  const keyring = new Keyring({ tokens, passes, recordings, shares, masters });
  const reader = new RecordingReader({ ...options, recordings, work, keyring, board });
  const shared = { ...options, recordings, shares, reader, passes };
  return {
    routes: recordingRoutes({
      ...options,
      desk: new RecordingDesk({ recordings, keyring, reader }),
      links: new LinkDesk(shared),
      shares: new ShareDesk(shared),
    }),
    close: () => board[Symbol.asyncDispose](),
  };
}
