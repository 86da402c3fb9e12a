/** Digits that are the same for all who see the same people behind the same keys. */
import type { RoomId } from "../../protocol/mod.ts";
import { utf8 } from "./bytes.ts";
import type { Member } from "./identity.ts";

/** Groups of five digits: some 99 bits. */
export const CODE_GROUPS = 6;
const GROUP_BYTES = 5;
const GROUP_VALUES = 100_000;
/**
 * A server in the middle looks for keys that give two people the same code by guessing, half of its bits
 * by the birthday of guesses. Each guess costs it so many hashes, and it has to be quick.
 */
const STRETCHING = 100_000;

/** The whole meeting's code; changes whenever somebody comes, goes or has another key. */
export async function safetyCode(roomId: RoomId, members: readonly Member[]): Promise<string[]> {
  const listed = members.map(({ peerId, publicKey }) => `${publicKey} ${peerId}`).sort();
  const material = await crypto.subtle.importKey(
    "raw",
    utf8(JSON.stringify(listed)),
    "PBKDF2",
    false,
    ["deriveBits"],
  );
  const salt = utf8(`Parley safety code 1 ${roomId}`);
  const bits = await crypto.subtle.deriveBits(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: STRETCHING },
    material,
    CODE_GROUPS * GROUP_BYTES * 8,
  );
  const bytes = new Uint8Array(bits);
  return Array.from({ length: CODE_GROUPS }, (_, group) => {
    const part = bytes.subarray(group * GROUP_BYTES, (group + 1) * GROUP_BYTES);
    const value = part.reduce((sum, byte) => sum * 256 + byte, 0) % GROUP_VALUES;
    return String(value).padStart(5, "0");
  });
}
