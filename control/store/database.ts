import postgres from "postgres";
import type { Clock } from "../../kit/mod.ts";
import { arrayTypes } from "./arrays.ts";
import { StoreUnavailableError } from "./errors.ts";
import { guardWrites } from "./write_guard.ts";

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
/** What a transaction of many statements may take. */
const TRANSACTION_TIMEOUT_MS = 20_000;
const CLOSE_TIMEOUT_S = 2;
/** No statement that reached the server lasts so long. */
const ABANDONED_MS = 60_000;
/** Pauses between attempts to connect; the package's own grow to 20 s, long after the server is back. */
const RECONNECT_STEP_S = 0.1;
const RECONNECT_MAX_S = 1;

export type Sql = postgres.Sql;
/** Queries of one transaction. */
export type Transaction = postgres.TransactionSql;

/** SQLSTATE classes that say "not now": connection trouble, resources, operator intervention. */
const PASSING_CLASSES = ["08", "53", "57"];
/** SQLSTATE of a table or column that is not there: the migrations have not run yet. */
const SCHEMA_BEHIND = ["42P01", "42703"];

/**
 * The pool, behind bounds: a call either gets its rows or rejects in time. Whatever may pass is a
 * {@linkcode StoreUnavailableError}; other rejections are mistakes in a query.
 */
export class Database {
  readonly #sql: Sql;
  readonly #clock: Clock;
  readonly #guard = guardWrites();
  #closed = false;
  #pending = 0;

  constructor(options: { url: string; clock: Clock }) {
    this.#clock = options.clock;
    this.#sql = postgres(options.url, {
      max: POOL_MAX,
      connect_timeout: CONNECT_TIMEOUT_S,
      idle_timeout: IDLE_TIMEOUT_S,
      backoff: (attempt) => Math.min(RECONNECT_STEP_S * 2 ** attempt, RECONNECT_MAX_S),
      onnotice: () => {},
      fetch_types: false,
      types: arrayTypes,
      connection: { application_name: "parley", statement_timeout: STATEMENT_TIMEOUT_MS },
    });
  }

  /** Runs one query. */
  async run<T>(query: (sql: Sql) => PromiseLike<T>): Promise<T> {
    return await this.#bounded(query);
  }

  /**
   * Runs queries of which all count, or none. One that was given up on may still be kept afterwards, so
   * whoever repeats it looks first.
   */
  async transaction<T>(work: (sql: Transaction) => Promise<T>): Promise<T> {
    let result: { value: T } | undefined;
    await this.#bounded(
      (sql) => sql.begin(async (transaction) => void (result = { value: await work(transaction) })),
      TRANSACTION_TIMEOUT_MS,
    );
    if (!result) throw new Error("Cannot be: a transaction was kept that did not run");
    return result.value;
  }

  /** What is wrong with it, or `undefined`. */
  async problem(): Promise<string | undefined> {
    try {
      await this.#bounded((sql) => sql`SELECT FROM meetings LIMIT 1`);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#sql.end({ timeout: CLOSE_TIMEOUT_S });
    this.#guard.release();
  }

  async #bounded<T>(
    query: (sql: Sql) => PromiseLike<T>,
    timeoutMs = QUERY_TIMEOUT_MS,
  ): Promise<T> {
    if (this.#closed) throw new StoreUnavailableError("it was closed");
    if (this.#pending >= PENDING_MAX) {
      throw new StoreUnavailableError(`${PENDING_MAX} queries are waiting already`);
    }
    this.#pending++;
    const late = Promise.withResolvers<never>();
    const cancel = this.#clock.after(timeoutMs, () => {
      late.reject(new StoreUnavailableError(`no answer within ${timeoutMs} ms`));
    });
    const running = Promise.resolve(query(this.#sql));
    this.#countUntilEnd(running);
    try {
      return await Promise.race([running, late.promise]);
    } catch (error) {
      throw unavailable(error) ?? error;
    } finally {
      cancel();
    }
  }

  /**
   * A query that was given up on still holds its connection, so it counts until it ends; one that lost its
   * socket between two writes never ends, and holds nothing.
   */
  #countUntilEnd(running: Promise<unknown>): void {
    let counts = true;
    const end = () => {
      if (counts) this.#pending--;
      counts = false;
    };
    const cancel = this.#clock.after(ABANDONED_MS, end);
    running.catch(() => {}).finally(() => {
      cancel();
      end();
    });
  }
}

/** The error as one that passes by itself, if it does. */
function unavailable(error: unknown): StoreUnavailableError | undefined {
  if (error instanceof StoreUnavailableError) return error;
  // Not the server's word: of the socket, then.
  const state = error instanceof postgres.PostgresError ? error.code : undefined;
  if (state !== undefined && SCHEMA_BEHIND.includes(state)) {
    return new StoreUnavailableError("its schema is not up to date", { cause: error });
  }
  if (state !== undefined && !PASSING_CLASSES.includes(state.slice(0, 2))) return undefined;
  return new StoreUnavailableError("it is out of reach", { cause: error });
}
