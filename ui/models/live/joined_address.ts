/** The address of a live stream from what services give people: a server's address, and a stream key. Pure. */
import { LiveAddress } from "../../../protocol/mod.ts";

/** `undefined`: no stream can be sent there. `key`: blank where it stands in the address already. */
export function joinedAddress(server: string, key: string): string | undefined {
  const [address, secret] = [server.trim(), key.trim()];
  return LiveAddress.safeParse(secret === "" ? address : withKey(address, secret)).data;
}

function withKey(address: string, key: string): string {
  if (!address.startsWith("srt:")) return `${address.replace(/\/+$/, "")}/${key}`;
  const sign = address.includes("?") ? "&" : "?";
  return `${address}${sign}streamid=${encodeURIComponent(key)}`;
}
