/**
 * Brings the database's schema up to date, then ends: run before new control processes start. A
 * process of its own, since it may change tables and read files, and they may not.
 */
import { runner } from "node-pg-migrate";
import { fileURLToPath } from "node:url";
import { createLogger, type Logger, readConfig } from "../../kit/mod.ts";
import { storeVariables } from "./config.ts";

const MIGRATIONS = fileURLToPath(new URL("./migrations", import.meta.url));
const MIGRATIONS_TABLE = "migrations";
const CONNECT_TIMEOUT_MS = 2_000;

/**
 * Runs the SQL files of `migrations/` that the database has not seen, in order, each in a
 * transaction. Of several starting processes one does it; the others wait for its advisory lock and
 * find nothing left to do.
 */
export async function migrate(databaseUrl: string, logger: Logger): Promise<void> {
  const done = await runner({
    databaseUrl: { connectionString: databaseUrl, connectionTimeoutMillis: CONNECT_TIMEOUT_MS },
    dir: MIGRATIONS,
    direction: "up",
    migrationsTable: MIGRATIONS_TABLE,
    checkOrder: true,
    advisoryLockMode: "wait",
    logger: {
      info: () => {},
      warn: (text: string) => logger.warn(text),
      error: (text: string) => logger.error(text),
    },
  });
  if (done.length > 0) logger.info({ migrations: done.map(({ name }) => name) }, "migrated");
}

if (import.meta.main) {
  const { PARLEY_POSTGRES_URL } = storeVariables;
  const config = readConfig({ PARLEY_POSTGRES_URL });
  await migrate(config.PARLEY_POSTGRES_URL, createLogger({ service: "migrate" }));
  // The library's own loader keeps a handle open.
  Deno.exit(0);
}
