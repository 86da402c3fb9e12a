/** STUN messages (RFC 8489) with the attributes of TURN (RFC 8656), as far as a test needs them. */
import { Buffer } from "node:buffer";
import { createHash, createHmac, randomBytes } from "node:crypto";
import { isIPv6 } from "node:net";

const MAGIC_COOKIE = 0x2112_a442;
const HEADER_BYTES = 20;
const INTEGRITY_BYTES = 20;
const TRANSACTION_BYTES = 12;
/** Address families (RFC 8656, 18.8). */
export const FAMILY = { v4: 1, v6: 2 } as const;
/** Permissions are of addresses, whatever the port. */
const PEER_PORT = 40_000;
/** Of a method's type: request 0, success 0x100, error 0x110. */
const CLASS_MASK = 0x0110;
const ERROR_CLASS = 0x0110;

export const METHOD = { binding: 0x0001, allocate: 0x0003, createPermission: 0x0008 } as const;
export const ATTRIBUTE = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  peerAddress: 0x0012,
  realm: 0x0014,
  nonce: 0x0015,
  relayedAddress: 0x0016,
  requestedFamily: 0x0017,
  requestedTransport: 0x0019,
} as const;

export interface StunAttribute {
  readonly type: number;
  readonly value: Uint8Array;
}

export interface StunMessage {
  readonly transaction: string;
  readonly isError: boolean;
  /** Of an error response. */
  readonly errorCode: number | undefined;
  readonly attributes: readonly StunAttribute[];
}

/** Long-term credentials (RFC 8489, 9.2). */
export interface LongTerm {
  readonly username: string;
  readonly password: string;
  readonly realm: string;
  readonly nonce: string;
}

export interface StunRequest {
  readonly method: number;
  readonly attributes?: readonly StunAttribute[];
  /** Of a permission. */
  readonly peer?: string;
  readonly credentials?: LongTerm | undefined;
}

/** Bytes of a request, and the transaction by which its answer is known. */
export function stunRequest(
  { method, attributes = [], peer, credentials }: StunRequest,
): { bytes: Uint8Array; transaction: string } {
  const transaction = randomBytes(TRANSACTION_BYTES);
  const all = [
    ...attributes,
    ...(peer === undefined ? [] : [peerAttribute(peer, transaction)]),
    ...(credentials
      ? [
        textAttribute(ATTRIBUTE.username, credentials.username),
        textAttribute(ATTRIBUTE.realm, credentials.realm),
        textAttribute(ATTRIBUTE.nonce, credentials.nonce),
      ]
      : []),
  ];
  const body = Buffer.concat(all.map(encodeAttribute));
  const length = body.length + (credentials ? 4 + INTEGRITY_BYTES : 0);
  const head = Buffer.alloc(8);
  head.writeUInt16BE(method, 0);
  head.writeUInt16BE(length, 2);
  head.writeUInt32BE(MAGIC_COOKIE, 4);
  const plain = Buffer.concat([head, transaction, body]);
  return {
    bytes: credentials ? signed(plain, credentials) : plain,
    transaction: transaction.toString("hex"),
  };
}

/** Throws on anything but a STUN message. */
export function parseStun(bytes: Uint8Array): StunMessage {
  const buffer = Buffer.from(bytes);
  if (buffer.length < HEADER_BYTES || buffer.readUInt32BE(4) !== MAGIC_COOKIE) {
    throw new TypeError("Cannot read the packet: it is no STUN message");
  }
  const attributes: StunAttribute[] = [];
  for (let at = HEADER_BYTES; at + 4 <= buffer.length;) {
    const length = buffer.readUInt16BE(at + 2);
    attributes.push({
      type: buffer.readUInt16BE(at),
      value: buffer.subarray(at + 4, at + 4 + length),
    });
    at += 4 + Math.ceil(length / 4) * 4;
  }
  const error = attributes.find(({ type }) => type === ATTRIBUTE.errorCode)?.value;
  return {
    transaction: buffer.subarray(8, HEADER_BYTES).toString("hex"),
    isError: (buffer.readUInt16BE(0) & CLASS_MASK) === ERROR_CLASS,
    errorCode: error && (error[2] ?? 0) * 100 + (error[3] ?? 0),
    attributes,
  };
}

/** How long the message at the start of a stream is; `undefined`: its header is not here yet. */
export function stunLength(bytes: Uint8Array): number | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  return HEADER_BYTES + Buffer.from(bytes).readUInt16BE(2);
}

export const textOf = (message: StunMessage, wanted: number): string | undefined => {
  const value = message.attributes.find(({ type }) => type === wanted)?.value;
  return value && new TextDecoder().decode(value);
};

export const textAttribute = (type: number, text: string): StunAttribute => ({
  type,
  value: new TextEncoder().encode(text),
});

/** MESSAGE-INTEGRITY over a message whose length counts it already (RFC 8489, 14.5). */
function signed(plain: Buffer, { username, password, realm }: LongTerm): Buffer {
  const key = createHash("md5").update(`${username}:${realm}:${password}`).digest();
  const value = createHmac("sha1", key).update(plain).digest();
  return Buffer.concat([plain, encodeAttribute({ type: ATTRIBUTE.messageIntegrity, value })]);
}

function encodeAttribute({ type, value }: StunAttribute): Buffer {
  const bytes = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  bytes.writeUInt16BE(type, 0);
  bytes.writeUInt16BE(value.length, 2);
  bytes.set(value, 4);
  return bytes;
}

/** XOR-PEER-ADDRESS (RFC 8489, 14.2). */
function peerAttribute(address: string, transaction: Uint8Array): StunAttribute {
  const key = Buffer.alloc(4);
  key.writeUInt32BE(MAGIC_COOKIE);
  const mask = Buffer.concat([key, transaction]);
  const bytes = isIPv6(address) ? v6Bytes(address) : Buffer.from(address.split(".").map(Number));
  const head = Buffer.alloc(4);
  head[1] = bytes.length === 4 ? FAMILY.v4 : FAMILY.v6;
  head.writeUInt16BE(PEER_PORT ^ (MAGIC_COOKIE >>> 16), 2);
  const value = Buffer.concat([head, bytes.map((byte, index) => byte ^ (mask[index] ?? 0))]);
  return { type: ATTRIBUTE.peerAddress, value };
}

/** The sixteen bytes of an address; the URL parser writes every form in one way (RFC 5952). */
function v6Bytes(address: string): Buffer {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = "", tail = ""] = canonical.split("::");
  const words = (text: string) => text.split(":").filter(Boolean);
  const zeros = Array<string>(8 - words(head).length - words(tail).length).fill("0");
  const all = canonical.includes("::") ? [...words(head), ...zeros, ...words(tail)] : words(head);
  return Buffer.concat(all.map((word) => Buffer.from(word.padStart(4, "0"), "hex")));
}
