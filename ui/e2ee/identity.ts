/**
 * Who a client is to the others for one visit: a key pair that is made for it and never leaves it, and what
 * two clients derive from theirs to tell each other what servers can't read.
 *
 * P-256 for everybody, since all browsers with encoded transforms have it (X25519 came later to some), and
 * two who have different curves could share nothing.
 */
import type { EncryptionKey, PeerId, RoomId } from "../../protocol/mod.ts";
import { type Bytes, concat, fromBase64Url, randomBytes, toBase64Url, utf8 } from "./bytes.ts";

const CURVE = { name: "ECDH", namedCurve: "P-256" } as const;
const SHARED_BITS = 256;
const NONCE_BYTES = 12;

export interface Identity {
  readonly publicKey: EncryptionKey;
  readonly privateKey: CryptoKey;
}

export interface Member {
  readonly peerId: PeerId;
  readonly publicKey: EncryptionKey;
}

/** The private key can be used and not read, by no script. */
export async function createIdentity(): Promise<Identity> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
  return { publicKey: toBase64Url(point), privateKey };
}

/** The way between oneself and another. */
export interface Channel {
  seal(plaintext: Bytes): Promise<string>;
  /** Undefined: it was not sealed by the other, for us, in this room, in this direction. */
  open(sealed: string): Promise<Bytes | undefined>;
}

/** Rejects where the other's public key is no point of the curve. */
export async function openChannel(
  { roomId, selfId, identity }: { roomId: RoomId; selfId: PeerId; identity: Identity },
  other: Member,
): Promise<Channel> {
  const point = fromBase64Url(other.publicKey);
  const theirs = await crypto.subtle.importKey("raw", point, CURVE, false, []);
  const shared = await crypto.subtle.deriveBits(
    { name: "ECDH", public: theirs },
    identity.privateKey,
    SHARED_BITS,
  );
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const self: Member = { peerId: selfId, publicKey: identity.publicKey };
  const [outgoing, incoming] = await Promise.all([
    directionKey(secret, roomId, self, other),
    directionKey(secret, roomId, other, self),
  ]);
  return {
    async seal(plaintext) {
      const iv = randomBytes(NONCE_BYTES);
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, outgoing, plaintext);
      return toBase64Url(concat(iv, new Uint8Array(sealed)));
    },
    async open(sealed) {
      try {
        const data = fromBase64Url(sealed);
        const algorithm = { name: "AES-GCM", iv: data.slice(0, NONCE_BYTES) };
        const ciphertext = data.slice(NONCE_BYTES);
        return new Uint8Array(await crypto.subtle.decrypt(algorithm, incoming, ciphertext));
      } catch {
        return undefined;
      }
    },
  };
}

/** HKDF (RFC 5869), bound to the room, both people, both keys and the direction. */
function directionKey(
  secret: CryptoKey,
  roomId: RoomId,
  from: Member,
  to: Member,
): Promise<CryptoKey> {
  const parties = [roomId, from.peerId, from.publicKey, to.peerId, to.publicKey];
  const info = utf8(JSON.stringify(["Parley media keys 1", ...parties]));
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info },
    secret,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}
