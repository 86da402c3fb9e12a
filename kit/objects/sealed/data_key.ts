/** A key of one recording. Its bytes leave no process but wrapped. */
export interface DataKey {
  /** Hexadecimal; says nothing of the key. */
  readonly id: string;
  /** For HKDF; can't be taken out. */
  readonly secret: CryptoKey;
}

/** Of AES-256. */
export const DATA_KEY_BYTES = 32;

export async function dataKeyOf(id: string, bytes: Uint8Array<ArrayBuffer>): Promise<DataKey> {
  const secret = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey"]);
  return { id, secret };
}
