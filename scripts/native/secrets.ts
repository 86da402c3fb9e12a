/** Passwords and keys of this checkout's servers: random, made once, kept in `.parley/secrets.json`. */
import { z } from "zod";
import { writePrivate } from "./data_folder.ts";

const SECRET_BYTES = 32;

/** Hexadecimal, so that it needs no quoting in any configuration file or URL. */
const Secret = z.string().regex(/^[0-9a-f]{64}$/);

const Secrets = z.object({
  postgres: Secret,
  redis: Secret,
  /** Signs meeting tokens. */
  token: Secret,
  /** Shared by control hosts and coturn for short-lived credentials. */
  turn: Secret,
  /** Admits operators to `/admin`. */
  admin: Secret,
  /** By NATS user. */
  nats: z.record(z.string(), Secret),
});
export type Secrets = z.infer<typeof Secrets>;

/** Reads the secrets, makes those that are missing, and writes them back if there were any. */
export async function loadSecrets(
  file: string,
  natsUsers: readonly string[],
  random: () => string = randomSecret,
): Promise<Secrets> {
  const before = await readJson(file);
  // A file that we can't read is an error: a new Postgres password would not open the old database.
  const known = before === undefined ? {} : Secrets.partial().parse(before);
  const secrets: Secrets = {
    postgres: known.postgres ?? random(),
    redis: known.redis ?? random(),
    token: known.token ?? random(),
    turn: known.turn ?? random(),
    admin: known.admin ?? random(),
    nats: Object.fromEntries(natsUsers.map((user) => [user, known.nats?.[user] ?? random()])),
  };
  if (JSON.stringify(secrets) !== JSON.stringify(before)) {
    await writePrivate(file, JSON.stringify(secrets, null, 2));
  }
  return secrets;
}

export function randomSecret(): string {
  return crypto.getRandomValues(new Uint8Array(SECRET_BYTES)).toHex();
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await Deno.readTextFile(file));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new Error(`Cannot read ${file}: delete .parley to start anew`, { cause: error });
  }
}
