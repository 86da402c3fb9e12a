import type { Clock } from "../../kit/mod.ts";
import { Database } from "./database.ts";
import { Files } from "./files.ts";
import { History } from "./history.ts";
import { Meetings } from "./meetings.ts";
import { Quality } from "./quality.ts";
import { RecordingKeys } from "./recording_keys.ts";
import { RecordingShares } from "./recording_shares.ts";
import { RecordingWork } from "./recording_work.ts";
import { Recordings } from "./recordings.ts";

export interface StoreOptions {
  postgresUrl: string;
  clock: Clock;
}

/** What outlives a call, in Postgres. */
export interface Store extends AsyncDisposable {
  readonly meetings: Meetings;
  readonly history: History;
  readonly files: Files;
  readonly quality: Quality;
  readonly recordings: Recordings;
  readonly recordingKeys: RecordingKeys;
  readonly recordingShares: RecordingShares;
  readonly recordingWork: RecordingWork;
  /** What is wrong with the database, or `undefined`. */
  problem(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Opens the pool. Does not wait for the database: calls go on without it. */
export function openStore({ postgresUrl: url, clock }: StoreOptions): Store {
  const database = new Database({ url, clock });
  const close = () => database.close();
  return {
    meetings: new Meetings(database),
    history: new History(database),
    files: new Files(database),
    quality: new Quality(database),
    recordings: new Recordings(database),
    recordingKeys: new RecordingKeys(database),
    recordingShares: new RecordingShares(database),
    recordingWork: new RecordingWork(database),
    problem: () => database.problem(),
    close,
    [Symbol.asyncDispose]: close,
  };
}
