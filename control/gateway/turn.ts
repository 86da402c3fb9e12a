import type { Clock } from "../../kit/mod.ts";
import type { IceServer, PeerId } from "../../protocol/mod.ts";
import type { TurnConfig } from "./config.ts";

/** A relay allocation needs them only to start and refresh; leaked ones are useless soon. */
export const TURN_TTL_S = 600;

/**
 * STUN and TURN servers for one peer, with credentials by the TURN REST convention
 * (draft-uberti-behave-turn-rest): user `<expiry>:<peer>`, password its HMAC-SHA1.
 */
export async function iceServers(
  { urls, secret }: TurnConfig,
  peerId: PeerId,
  clock: Clock,
): Promise<IceServer[]> {
  const stun = urls.filter((url) => url.startsWith("stun"));
  const turn = urls.filter((url) => url.startsWith("turn"));
  const servers: IceServer[] = stun.length > 0 ? [{ urls: stun }] : [];
  if (turn.length === 0 || secret === undefined) return servers;
  const username = `${Math.floor(clock.wallMs() / 1_000) + TURN_TTL_S}:${peerId}`;
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(secret),
    { name: "HMAC", hash: "SHA-1" },
    false,
    ["sign"],
  );
  const mac = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(username));
  return [...servers, { urls: turn, username, credential: new Uint8Array(mac).toBase64() }];
}
