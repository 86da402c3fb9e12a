/** Sender keys as text between two clients. */
import { z } from "zod";
import { fromBase64Url, toBase64Url, utf8 } from "./bytes.ts";
import { BASE_KEY_BYTES, type SenderKey, STEPS_MAX } from "./sender_key.ts";
import type { Channel } from "./identity.ts";

/** The key in use and the one that follows. */
export const KEYS_MAX = 2;
const GENERATION_MAX = 2 ** 32;
const BASE_KEY_CHARACTERS = Math.ceil(BASE_KEY_BYTES * 4 / 3);

const Keys = z.array(
  z.tuple([
    z.int().min(0).max(GENERATION_MAX),
    z.int().min(0).max(STEPS_MAX - 1),
    z.string().regex(/^[A-Za-z0-9_-]+$/).length(BASE_KEY_CHARACTERS),
  ]),
).min(1).max(KEYS_MAX);

export async function sealKeys(channel: Channel, keys: readonly SenderKey[]): Promise<string> {
  const listed = keys.map(({ generation, step, baseKey }) => [
    generation,
    step,
    toBase64Url(baseKey),
  ]);
  return await channel.seal(utf8(JSON.stringify(listed)));
}

/** Undefined: not sealed by the other for us, or no keys. */
export async function openKeys(
  channel: Channel,
  sealed: string,
): Promise<SenderKey[] | undefined> {
  const plaintext = await channel.open(sealed);
  if (!plaintext) return undefined;
  const parsed = Keys.safeParse(parseJson(new TextDecoder().decode(plaintext)));
  return parsed.data?.map(([generation, step, baseKey]) => ({
    generation,
    step,
    baseKey: fromBase64Url(baseKey),
  }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
