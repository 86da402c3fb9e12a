import { assertEquals, assertThrows } from "@std/assert";
import { Buffer } from "node:buffer";
import { createCipheriv } from "node:crypto";
import { readRtpHeader } from "./rtp_packet.ts";
import { deriveKey } from "./srtp_keys.ts";
import { openRtp, SrtpReceiver } from "./srtp_receiver.ts";

const bytes = (hex: string) => Uint8Array.fromHex(hex.replaceAll(" ", ""));

Deno.test("session keys are derived as in RFC 3711, appendix B.3", () => {
  const master = bytes("E1F97A0D3E018BE0D64FA32C06DE4139");
  const salt = bytes("0EC675AD498AFEEBB6960B3AABE6");
  assertEquals(
    deriveKey(master, salt, 0, 16).toHex(),
    "c61e7a93744f39ee10734afe3ff7a087",
  );
  assertEquals(deriveKey(master, salt, 2, 14).toHex(), "30cbbc08863d8c85d49db34a9ae1");
});

/** RFC 7714, 16.1.1. */
const SESSION = {
  key: bytes("000102030405060708090a0b0c0d0e0f"),
  salt: bytes("517569642070726f2071756f"),
};
const SEALED = bytes(
  "8040f17b8041f8d35501a0b2" +
    "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833" +
    "899d7f27beb16a9152cf765ee4390cce",
);

Deno.test("a packet opens as in RFC 7714, section 16.1.1, and not when a bit of it is another", () => {
  const header = readRtpHeader(SEALED);
  if (!header) throw new Error("Cannot read the vector's header");
  const plain = openRtp(SESSION, SEALED, header, header.sequenceNumber);
  assertEquals(new TextDecoder().decode(plain), "Gallia est omnis divisa in partes tres");
  for (const at of [2, 20, SEALED.length - 1]) {
    const damaged = SEALED.slice();
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    assertEquals(openRtp(SESSION, damaged, header, header.sequenceNumber), undefined);
  }
  assertEquals(openRtp(SESSION, SEALED, header, 0x1_0000 + header.sequenceNumber), undefined);
});

Deno.test("who comes after the counter has turned finds the turn, and follows it", () => {
  const secret = new Uint8Array(28).map((_, at) => at);
  const receiver = new SrtpReceiver(secret.toBase64());
  const sealed = (index: number) => seal(secret, index, "hello");
  assertEquals(receiver.open(sealed(3 * 0x1_0000 - 1))?.index, 3 * 0x1_0000 - 1);
  const next = receiver.open(sealed(3 * 0x1_0000));
  assertEquals(next?.index, 3 * 0x1_0000);
  assertEquals(new TextDecoder().decode(next?.payload), "hello");
});

/** A packet as a sender with that master key and salt encrypts it. */
function seal(secret: Uint8Array, index: number, text: string): Uint8Array {
  const master = secret.subarray(0, 16);
  const masterSalt = new Uint8Array(14);
  masterSalt.set(secret.subarray(16));
  const key = deriveKey(master, masterSalt, 0, 16);
  const iv = deriveKey(master, masterSalt, 2, 12);
  const packet = new Uint8Array(12);
  const header = new DataView(packet.buffer);
  header.setUint8(0, 0x80);
  header.setUint8(1, 100);
  header.setUint16(2, index % 0x1_0000);
  header.setUint32(8, 7);
  const counter = new DataView(new ArrayBuffer(12));
  counter.setUint32(2, 7);
  counter.setUint32(6, Math.floor(index / 0x1_0000));
  counter.setUint16(10, index % 0x1_0000);
  for (const at of iv.keys()) iv[at] = (iv[at] ?? 0) ^ counter.getUint8(at);
  const cipher = createCipheriv("aes-128-gcm", key, iv);
  cipher.setAAD(packet);
  const body = cipher.update(new TextEncoder().encode(text));
  cipher.final();
  return Buffer.concat([packet, body, cipher.getAuthTag()]);
}

Deno.test("a key of another length is refused, and what is no RTP opens to nothing", () => {
  assertThrows(() => new SrtpReceiver("AAAA"), TypeError, "3 bytes");
  const receiver = new SrtpReceiver(new Uint8Array(28).toBase64());
  for (const length of [0, 1, 11, 12, 27, 28, 60]) {
    assertEquals(receiver.open(new Uint8Array(length).fill(0x80)), undefined);
    assertEquals(receiver.openRtcp(new Uint8Array(length).fill(0xff)), undefined);
  }
});
