/**
 * The operator's keys, that recordings' keys are wrapped by: a JWK Set (RFC 7517) of X25519 keys (RFC
 * 8037), newest first. The first one wraps, all of them open; public ones only wrap.
 */
import { compactDecrypt, CompactEncrypt, decodeProtectedHeader, importJWK } from "jose";
import { z } from "zod";
import {
  type RecordingId,
  RecordingId as RecordingIdSchema,
  type WrappedKey,
} from "../../../protocol/mod.ts";
import { ConfigError } from "../../config.ts";
import { ObjectsUnavailableError } from "../object_store.ts";
import { DATA_KEY_BYTES, type DataKey, dataKeyOf } from "./data_key.ts";
import { KEY_ID_BYTES } from "./layout.ts";

const WRAP = "ECDH-ES+A256KW";
const CONTENT = "A256GCM";
/** More than anybody rotates; a file that is something else is not read for long. */
const KEYS_MAX = 50;

const point = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const OperatorKey = z.object({
  kty: z.literal("OKP"),
  crv: z.literal("X25519"),
  kid: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/),
  x: point,
  d: point.optional(),
});
const OperatorKeySet = z.object({ keys: z.array(OperatorKey).min(1).max(KEYS_MAX) });
type OperatorKey = z.infer<typeof OperatorKey>;

/** What our wrapping says of itself; nobody can change it. */
const Wrapping = z.object({
  alg: z.literal(WRAP),
  enc: z.literal(CONTENT),
  kid: z.string(),
  rec: RecordingIdSchema,
});

export class OperatorKeys {
  readonly #keys: ReadonlyMap<string, OperatorKey>;

  private constructor(keys: readonly OperatorKey[]) {
    this.#keys = new Map(keys.map((key) => [key.kid, key]));
  }

  /** Throws `ConfigError`, which says nothing of what it read. */
  static parse(text: string): OperatorKeys {
    const { data } = OperatorKeySet.safeParse(parsed(text));
    if (!data) {
      throw new ConfigError(
        "Cannot start: the keys of recordings should be a JWK Set of X25519 keys, each with a kid",
      );
    }
    if (new Set(data.keys.map(({ kid }) => kid)).size < data.keys.length) {
      throw new ConfigError("Cannot start: two keys of recordings have the same kid");
    }
    return new OperatorKeys(data.keys);
  }

  /** Names of those that can open. */
  get opening(): readonly string[] {
    return [...this.#keys.values()].filter(({ d }) => d !== undefined).map(({ kid }) => kid);
  }

  /** A new key of a recording. */
  async make(recordingId: RecordingId): Promise<{ key: DataKey; wrapped: WrappedKey }> {
    const [newest] = this.#keys.values();
    if (!newest) throw new Error("Cannot make a key: the operator has none");
    const { kid, x } = newest;
    const id = crypto.getRandomValues(new Uint8Array(KEY_ID_BYTES)).toHex();
    const bytes = crypto.getRandomValues(new Uint8Array(DATA_KEY_BYTES));
    const wrapped = await new CompactEncrypt(bytes)
      .setProtectedHeader({ alg: WRAP, enc: CONTENT, kid, rec: recordingId })
      .encrypt(await imported({ x }));
    const key = await dataKeyOf(id, bytes);
    bytes.fill(0);
    return { key, wrapped: { id, wrapped } };
  }

  /** Rejects with `ObjectsUnavailableError`: it was wrapped by a key that is not here. */
  async open(recordingId: RecordingId, { id, wrapped }: WrappedKey): Promise<DataKey> {
    const { data: said } = Wrapping.safeParse(decodeProtectedHeader(wrapped));
    if (said?.rec !== recordingId) throw new ObjectsUnavailableError("its key is another's");
    const own = this.#keys.get(said.kid);
    if (own?.d === undefined) {
      throw new ObjectsUnavailableError(`it is sealed by key "${said.kid}", which is not here`);
    }
    try {
      const options = { keyManagementAlgorithms: [WRAP], contentEncryptionAlgorithms: [CONTENT] };
      const { plaintext } = await compactDecrypt(wrapped, await imported(own), options);
      return await dataKeyOf(id, new Uint8Array(plaintext));
    } catch (error) {
      throw new ObjectsUnavailableError(`key "${said.kid}" does not open it`, { cause: error });
    }
  }
}

/** With its `d` it opens, without it only wraps. */
const imported = ({ x, d }: Pick<OperatorKey, "x" | "d">) =>
  importJWK({ kty: "OKP", crv: "X25519", x, ...(d !== undefined && { d }) }, WRAP);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
