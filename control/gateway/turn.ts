import type { Clock } from "../../kit/mod.ts";

/** A relay allocation needs them only to start and refresh; leaked ones are useless soon. */
export const TURN_TTL_S = 600;

/**
 * Credentials by the TURN REST convention (draft-uberti-behave-turn-rest): user `<expiry>:<user>`,
 * password its HMAC-SHA1. Servers count allocations by what follows the expiry.
 */
export async function credentialsFor(
  user: string,
  secret: string,
  clock: Pick<Clock, "wallMs">,
): Promise<{ username: string; credential: string }> {
  const username = `${Math.floor(clock.wallMs() / 1_000) + TURN_TTL_S}:${user}`;
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(secret),
    { name: "HMAC", hash: "SHA-1" },
    false,
    ["sign"],
  );
  const mac = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(username));
  return { username, credential: new Uint8Array(mac).toBase64() };
}
