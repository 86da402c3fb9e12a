/** A sender's keys by the scheme of RFC 9605, 5.1: generations of fresh ones, each with ratchet steps. */
import { type Bytes, randomBytes } from "./bytes.ts";
import { expand, SUITE } from "./sframe.ts";
import { utf8 } from "./bytes.ts";

/** `R` of the RFC: the low bits of a key id that tell the step. */
const STEP_BITS = 4;
/** Steps of one generation: none is ever taken for another. */
export const STEPS_MAX = 1 << STEP_BITS;
/** `Nh` of the suite. */
export const BASE_KEY_BYTES = 32;

export interface SenderKey {
  readonly generation: number;
  readonly step: number;
  readonly baseKey: Bytes;
}

/** One that nobody could tell from any before. */
export function freshKey(generation: number): SenderKey {
  return { generation, step: 0, baseKey: randomBytes(BASE_KEY_BYTES) };
}

/** The next step, from which there is no way back. */
export async function ratchet({ generation, step, baseKey }: SenderKey): Promise<SenderKey> {
  const next = await expand(SUITE, baseKey, utf8("SFrame 1.0 Ratchet"), BASE_KEY_BYTES);
  return { generation, step: step + 1, baseKey: next };
}

export function keyId({ generation, step }: Pick<SenderKey, "generation" | "step">): bigint {
  return (BigInt(generation) << BigInt(STEP_BITS)) | BigInt(step);
}

export function readKeyId(kid: bigint): { generation: number; step: number } {
  return { generation: Number(kid >> BigInt(STEP_BITS)), step: Number(kid) & (STEPS_MAX - 1) };
}
