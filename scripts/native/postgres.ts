/** Makes a PostgreSQL cluster of our own: loopback, scram passwords, no sockets in shared folders. */
import { mustRun } from "../lib/command.ts";
import type { Account } from "./account.ts";
import { writePrivate } from "./data_folder.ts";

export const POSTGRES_USER = "parley";
export const POSTGRES_DATABASE = "parley";

/** PostgreSQL's binaries that we use, found by the caller. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

export interface PostgresClusterOptions {
  readonly binaries: PostgresBinaries;
  /** The folder of the cluster's files, owned by `account` if there is one. */
  readonly folder: string;
  readonly password: string;
  readonly account: Account | undefined;
}

/**
 * Makes the cluster in `folder/data` with an empty database, if it is not there yet; whole or not
 * at all. Resolves to whether it made one.
 */
export async function ensurePostgresCluster(options: PostgresClusterOptions): Promise<boolean> {
  const { binaries, folder, password, account } = options;
  const data = `${folder}/data`;
  if (await exists(`${data}/PG_VERSION`)) return false;
  const making = `${folder}/data.new`;
  const passwordFile = `${folder}/password`;
  // The server's account can read nothing else of ours, so it starts in its own folder.
  const as = { ...account, cwd: folder, env: { LC_ALL: "C.UTF-8", HOME: folder } };
  await Deno.remove(making, { recursive: true }).catch(() => {}); // Of a run that was cut off.
  await writePrivate(passwordFile, password, account);
  try {
    await mustRun(binaries.initdb, [
      `--pgdata=${making}`,
      `--username=${POSTGRES_USER}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C.UTF-8",
    ], as);
  } finally {
    await Deno.remove(passwordFile);
  }
  await createDatabase(binaries.postgres, making, as);
  await Deno.rename(making, data);
  return true;
}

/** Command line of a server on that cluster. */
export function postgresArguments(folder: string, port: number): string[] {
  const settings = {
    listen_addresses: "127.0.0.1",
    port: `${port}`,
    unix_socket_directories: "",
    logging_collector: "off",
    log_min_messages: "warning",
    log_line_prefix: "",
  };
  return [
    "-D",
    `${folder}/data`,
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
}

/** Single-user mode reads statements from standard input, and needs no server and no password. */
async function createDatabase(
  postgres: string,
  data: string,
  as: { uid?: number; gid?: number; cwd: string; env: Record<string, string> },
): Promise<void> {
  const child = new Deno.Command(postgres, {
    args: ["--single", "-D", data, "postgres"],
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
    ...as,
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(`CREATE DATABASE ${POSTGRES_DATABASE}\n`));
  await writer.close();
  const { success, stderr } = await child.output();
  if (!success) {
    throw new Error(`Cannot create the database: ${new TextDecoder().decode(stderr)}`);
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
