import type { Clock, Logger } from "../../kit/mod.ts";
import { Database } from "./database.ts";
import { Meetings } from "./meetings.ts";

export interface StoreOptions {
  postgresUrl: string;
  clock: Clock;
  logger: Logger;
}

/** What outlives a call, in Postgres. */
export interface Store extends AsyncDisposable {
  readonly meetings: Meetings;
  /** What is wrong with the database, or `undefined`. */
  problem(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Opens the pool and migrates. Resolves also where the database is down, since calls go on without it. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const database = new Database({ ...options, url: options.postgresUrl });
  await database.prepare();
  const close = () => database.close();
  return {
    meetings: new Meetings(database),
    problem: () => database.problem(),
    close,
    [Symbol.asyncDispose]: close,
  };
}
