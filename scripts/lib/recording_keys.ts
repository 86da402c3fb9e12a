/** Keys that recordings are sealed by, as an operator keeps them: JWK Sets (RFC 7517), newest first. */
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { OperatorKeys } from "../../kit/mod.ts";

export interface RecordingKeySets {
  /** For control, workers and transcribers. */
  readonly own: { readonly keys: readonly JWK[] };
  /** The same without what opens: for recorders. */
  readonly public: { readonly keys: readonly JWK[] };
}

/** A new key before those that there are. Throws `ConfigError` where these, or the name, are not right. */
export async function withNewKey(
  kid: string,
  before: readonly JWK[] = [],
): Promise<RecordingKeySets> {
  const options = { crv: "X25519", extractable: true };
  const { privateKey } = await generateKeyPair("ECDH-ES+A256KW", options);
  const keys: JWK[] = [{ ...await exportJWK(privateKey), kid }, ...before];
  OperatorKeys.parse(JSON.stringify({ keys }));
  return { own: { keys }, public: { keys: keys.map(({ d: _, ...rest }) => rest) } };
}
