/** What names this browser to meetings, so that one who was blocked stays out. */
import { DeviceToken } from "../../protocol/mod.ts";
import { readStored, writeStored } from "./storage.ts";

const KEY = "parley.device";
const BYTES = 18;

/** The same for as long as the browser remembers. */
export function deviceToken(): string {
  const known = readStored("local", KEY, DeviceToken);
  if (known) return known;
  const token = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(BYTES))))
    .replaceAll("+", "-").replaceAll("/", "_");
  writeStored("local", KEY, token);
  return token;
}
