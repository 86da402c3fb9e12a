/** Where a process is told by what keys recordings are sealed. */
import { z } from "zod";
import { ConfigError } from "../../config.ts";
import { OperatorKeys } from "./operator_keys.ts";

/** Variables of sealing, for a process's `readConfig`. */
export const sealingVariables = {
  PARLEY_RECORDING_KEYS: z.string().optional()
    .describe("a JWK Set of X25519 keys, newest first, that recordings are sealed by"),
  PARLEY_RECORDING_KEYS_FILE: z.string().startsWith("/").optional()
    .describe("a file with them, instead"),
};
type Variables = z.infer<z.ZodObject<typeof sealingVariables>>;

/** `undefined`: recordings are not sealed. Throws `ConfigError`, which says nothing of the keys. */
export function readOperatorKeys(
  { PARLEY_RECORDING_KEYS: text, PARLEY_RECORDING_KEYS_FILE: path }: Variables,
): OperatorKeys | undefined {
  if (text !== undefined) return OperatorKeys.parse(text);
  if (path === undefined) return undefined;
  try {
    return OperatorKeys.parse(Deno.readTextFileSync(path));
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`Cannot start: PARLEY_RECORDING_KEYS_FILE can't be read at ${path}`);
  }
}
