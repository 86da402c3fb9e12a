import postgres from "postgres";
import type { Clock, Logger } from "../../kit/mod.ts";
import { StoreUnavailableError } from "./errors.ts";
import { migrate } from "./migrate.ts";

/** Connections of one process. */
const POOL_MAX = 8;
const CONNECT_TIMEOUT_S = 2;
const IDLE_TIMEOUT_S = 60;
/** What the server allows one statement. */
const STATEMENT_TIMEOUT_MS = 3_000;
/** What a caller waits at most; covers a server that is frozen and can't say no. */
const QUERY_TIMEOUT_MS = 4_000;
/** Queries under way or waiting for a connection; more are refused at once. */
const PENDING_MAX = 64;
/** Pause between attempts to migrate, for as long as the process runs. */
const MIGRATE_RETRY_MS = 2_000;
const CLOSE_TIMEOUT_S = 2;

export type Sql = postgres.Sql;

/** SQLSTATE classes that say "not now": connection trouble, resources, operator intervention. */
const PASSING_CLASSES = ["08", "53", "57"];

/**
 * The pool, behind bounds: a call either gets its rows or rejects in time. Whatever may pass is a
 * {@linkcode StoreUnavailableError}; other rejections are mistakes in a query.
 */
export class Database {
  readonly #sql: Sql;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #url: string;
  #migrated = false;
  #closed = false;
  #pending = 0;
  #cancelRetry = () => {};

  constructor(options: { url: string; clock: Clock; logger: Logger }) {
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#url = options.url;
    this.#sql = postgres(options.url, {
      max: POOL_MAX,
      connect_timeout: CONNECT_TIMEOUT_S,
      idle_timeout: IDLE_TIMEOUT_S,
      onnotice: () => {},
      connection: { application_name: "parley", statement_timeout: STATEMENT_TIMEOUT_MS },
    });
  }

  /**
   * Brings the schema up to date: resolves after the first attempt, and goes on trying behind the
   * caller's back where the server can't be reached. Calls must not wait for SQL, starting neither.
   */
  async prepare(): Promise<void> {
    try {
      await migrate(this.#url, this.#logger);
      this.#migrated = true;
    } catch (error) {
      if (this.#closed) return;
      this.#logger.warn({ err: error }, "the database could not be migrated yet");
      this.#cancelRetry = this.#clock.after(MIGRATE_RETRY_MS, () => void this.prepare());
    }
  }

  /** Runs one query. */
  async run<T>(query: (sql: Sql) => PromiseLike<T>): Promise<T> {
    if (!this.#migrated) throw new StoreUnavailableError("its schema is not up to date yet");
    return await this.#bounded(query);
  }

  /** What is wrong with it, or `undefined`. */
  async problem(): Promise<string | undefined> {
    try {
      await this.#bounded((sql) => sql`SELECT 1`);
      return this.#migrated ? undefined : "its schema is not up to date yet";
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRetry();
    await this.#sql.end({ timeout: CLOSE_TIMEOUT_S });
  }

  async #bounded<T>(query: (sql: Sql) => PromiseLike<T>): Promise<T> {
    if (this.#closed) throw new StoreUnavailableError("it was closed");
    if (this.#pending >= PENDING_MAX) {
      throw new StoreUnavailableError(`${PENDING_MAX} queries are waiting already`);
    }
    this.#pending++;
    const late = Promise.withResolvers<never>();
    const cancel = this.#clock.after(QUERY_TIMEOUT_MS, () => {
      late.reject(new StoreUnavailableError(`no answer within ${QUERY_TIMEOUT_MS} ms`));
    });
    // A query that was given up on still holds its connection, so it counts until it ends.
    const running = Promise.resolve(query(this.#sql)).finally(() => this.#pending--);
    running.catch(() => {});
    try {
      return await Promise.race([running, late.promise]);
    } catch (error) {
      throw mayPass(error)
        ? new StoreUnavailableError("it is out of reach", { cause: error })
        : error;
    } finally {
      cancel();
    }
  }
}

function mayPass(error: unknown): boolean {
  if (error instanceof StoreUnavailableError) return false;
  if (!(error instanceof postgres.PostgresError)) return true; // Of the socket, not of the server.
  return PASSING_CLASSES.includes(error.code.slice(0, 2));
}
