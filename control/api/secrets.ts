/** Secrets that a database keeps only as hashes: passcodes people choose, and host keys that we draw. */
import { timingSafeEqual } from "node:crypto";

/** OWASP's advice for PBKDF2 with HMAC-SHA-256 (Password Storage Cheat Sheet). */
const ITERATIONS = 600_000;
const SALT_BYTES = 16;
const HASH_BITS = 256;
const KEY_BYTES = 24;
const SCHEME = "pbkdf2-sha256";

/** Slow on purpose: what people choose is short. */
export async function hashPasscode(passcode: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const hash = await derive(passcode, salt, ITERATIONS);
  return [SCHEME, ITERATIONS, salt.toBase64(), hash.toBase64()].join("$");
}

export async function isPasscode(passcode: string, stored: string): Promise<boolean> {
  const [scheme, iterations, salt = "", hash = ""] = stored.split("$");
  if (scheme !== SCHEME) throw new Error(`Cannot check a passcode: it is hashed by "${scheme}"`);
  const derived = await derive(passcode, Uint8Array.fromBase64(salt), Number(iterations));
  return timingSafeEqual(derived, Uint8Array.fromBase64(hash));
}

/** 192 bits: nobody guesses it, so a fast hash keeps it. */
export function randomHostKey(): string {
  return crypto.getRandomValues(new Uint8Array(KEY_BYTES))
    .toBase64({ alphabet: "base64url", omitPadding: true });
}

export async function hashHostKey(key: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  return new Uint8Array(digest).toBase64();
}

export async function isHostKey(key: string, stored: string): Promise<boolean> {
  return timingSafeEqual(
    Uint8Array.fromBase64(await hashHostKey(key)),
    Uint8Array.fromBase64(stored),
  );
}

async function derive(
  passcode: string,
  salt: Uint8Array<ArrayBuffer>,
  iterations: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new TextEncoder().encode(passcode.normalize("NFKC"));
  const key = await crypto.subtle.importKey("raw", bytes, "PBKDF2", false, ["deriveBits"]);
  const parameters = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, HASH_BITS));
}
