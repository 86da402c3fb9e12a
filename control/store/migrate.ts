import { runner } from "node-pg-migrate";
import { fileURLToPath } from "node:url";
import type { Logger } from "../../kit/mod.ts";

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
