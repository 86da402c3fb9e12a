/** What a receiver has of one sender's keys. */
import { keyId, ratchet, readKeyId, type SenderKey } from "./sender_key.ts";
import { deriveKey, type SFrameKey, SUITE } from "./sframe.ts";

/** The one in use, the one before, whose frames may still come, and the next. */
export const GENERATIONS_MAX = 3;

export class KeyRing {
  /** By generation: from the earliest step we were given on. */
  readonly #given = new Map<number, SenderKey>();
  /** Made when their first frame comes; at most the steps of every generation. */
  readonly #derived = new Map<bigint, Promise<SFrameKey>>();

  /** Takes keys in any order, also again; what is older than all that is kept is left out. */
  add(keys: readonly SenderKey[]): void {
    for (const key of keys) {
      if (this.#given.has(key.generation)) continue; // Later steps follow from it.
      this.#given.set(key.generation, key);
    }
    const outdated = [...this.#given.keys()].sort((a, b) => b - a).slice(GENERATIONS_MAX);
    for (const generation of outdated) {
      this.#given.delete(generation);
      for (const kid of this.#derived.keys()) {
        if (readKeyId(kid).generation === generation) this.#derived.delete(kid);
      }
    }
  }

  /** Undefined: it is not among what we were given, nor follows from that. */
  find(kid: bigint): Promise<SFrameKey> | undefined {
    const known = this.#derived.get(kid);
    if (known) return known;
    const { generation, step } = readKeyId(kid);
    const given = this.#given.get(generation);
    if (!given || step < given.step) return undefined;
    const derived = derive(given, step);
    this.#derived.set(kid, derived);
    return derived;
  }
}

async function derive(from: SenderKey, step: number): Promise<SFrameKey> {
  let key = from;
  while (key.step < step) key = await ratchet(key);
  return await deriveKey(SUITE, keyId(key), key.baseKey);
}
