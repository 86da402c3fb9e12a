/** Brings a database to the schema that our processes expect. */

export interface MigrateOptions {
  readonly checkout: string;
  readonly deno: string;
  readonly postgresUrl: string;
}

/** Throws with the migration's own words when it fails. */
export async function migrateDatabase(
  { checkout, deno, postgresUrl }: MigrateOptions,
): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(deno, {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--cached-only",
      `--config=${checkout}/deno.json`,
      `--allow-net=${new URL(postgresUrl).host}`,
      "--allow-env",
      "--allow-sys",
      "--allow-read",
      "--allow-write",
      "control/store/migrate.ts",
    ],
    env: { PARLEY_POSTGRES_URL: postgresUrl, NO_COLOR: "1" },
    cwd: checkout,
  }).output();
  if (success) return;
  const words = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("").trim();
  throw new Error(`Cannot bring the database's schema up to date: ${words}`);
}
