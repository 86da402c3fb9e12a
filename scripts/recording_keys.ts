/**
 * Makes a key that recordings are sealed by, or the next one:
 *
 * ```sh
 * deno run -A scripts/recording_keys.ts keys.json public-keys.json
 * ```
 *
 * `keys.json` is for control, workers and transcribers, and nobody else; it gets the new key before those
 * that it has. `public-keys.json` is for recorders. Each process reads its file when it starts, by
 * `PARLEY_RECORDING_KEYS_FILE`.
 */
import { z } from "zod";
import { withNewKey } from "./lib/recording_keys.ts";

const KeyFile = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

async function main([ownPath, publicPath, name]: readonly string[]): Promise<void> {
  if (ownPath === undefined || publicPath === undefined) {
    console.error("usage: recording_keys.ts <keys.json> <public-keys.json> [name of the key]");
    Deno.exit(2);
  }
  const kid = name ?? new Date().toISOString().slice(0, 16).replaceAll(/[:T]/g, "-");
  const sets = await withNewKey(kid, await readKeys(ownPath));
  await replace(ownPath, sets.own, 0o600);
  await replace(publicPath, sets.public, 0o644);
  console.log(`${kid} seals from the next start on; ${sets.own.keys.length} open`);
}

async function readKeys(path: string) {
  try {
    return KeyFile.parse(JSON.parse(await Deno.readTextFile(path))).keys;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw new Error(`Cannot add a key: ${path} is no JWK Set`); // Nothing of what is in it.
  }
}

/** Whole or not at all: a key that is half written opens nothing any more. */
async function replace(path: string, set: object, mode: number): Promise<void> {
  const next = `${path}.next`;
  await Deno.writeTextFile(next, `${JSON.stringify(set, null, 2)}\n`, { mode });
  await Deno.rename(next, path);
}

if (import.meta.main) await main(Deno.args);
