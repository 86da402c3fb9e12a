/** With the test vectors of RFC 9605, Appendix C. */
import { assertEquals, assertThrows } from "@std/assert";
import type { Bytes } from "./bytes.ts";
import { decrypt, deriveKey, encrypt, SUITES } from "./sframe.ts";
import { decodeHeader, encodeHeader } from "./sframe_header.ts";

const bytes = (hex: string): Bytes =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hex = (data: Uint8Array) =>
  [...data].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const HEADERS: readonly [kid: bigint, counter: bigint, header: string][] = [
  [0x0n, 0x0n, "00"],
  [0x0n, 0x1n, "01"],
  [0x0n, 0xffn, "08ff"],
  [0x0n, 0x100n, "090100"],
  [0x0n, 0xffffn, "09ffff"],
  [0x0n, 0x10000n, "0a010000"],
  [0x0n, 0xffffffn, "0affffff"],
  [0x0n, 0xffffffffffffffffn, "0fffffffffffffffff"],
  [0x1n, 0x0n, "10"],
  [0x1n, 0xffn, "18ff"],
  [0x1n, 0x100n, "190100"],
  [0xffn, 0x0n, "80ff"],
  [0xffn, 0x1n, "81ff"],
  [0xffn, 0x100n, "89ff0100"],
  [0xffffn, 0xffffn, "99ffffffff"],
  [0xffffffn, 0x0n, "a0ffffff"],
  [0x1000000n, 0xffn, "b801000000ff"],
  [0xffffffffffffffffn, 0xffffffffffffffffn, "ffffffffffffffffffffffffffffffffff"],
];

/** The same for all suites. */
const KID = 0x123n;
const COUNTER = 0x4567n;
const BASE_KEY = bytes("000102030405060708090a0b0c0d0e0f");
const METADATA = bytes("4945544620534672616d65205747");
const PLAINTEXT = bytes("64726166742d696574662d736672616d652d656e63");

const VECTORS: Readonly<Record<keyof typeof SUITES, { salt: string; frame: string }>> = {
  AES_128_CTR_HMAC_SHA256_80: {
    salt: "50b29329a04dc0f184ac3168",
    frame: "9901234567449408b6f490086165b9d6f62b24ae1a59a56486b4ae8ed036b88912e24f11",
  },
  AES_128_CTR_HMAC_SHA256_64: {
    salt: "e68ac8dd3d02fbcd368c5577",
    frame: "99012345673f31438db4d09434e43afa0f8a2f00867a2be085046a9f5cb4f101d607",
  },
  AES_128_CTR_HMAC_SHA256_32: {
    salt: "38c16e4f5159700c00c7f350",
    frame: "990123456717fc8af28a5a695afcfc6c8df6358a17e26b2fcb3bae32e443",
  },
  AES_128_GCM_SHA256_128: {
    salt: "75234edefe07819026751816",
    frame: "9901234567b7412c2513a1b66dbb48841bbaf17f598751176ad847681a69c6d0b091c07018ce4adb34eb",
  },
  AES_256_GCM_SHA512_128: {
    salt: "84991c167b8cd23c93708ec7",
    frame: "990123456794f509d36e9beacb0e261d99c7d1e972f1fed787d4049f17ca21353c1cc24d56ceabced279",
  },
};

Deno.test("SFrame headers are those of the RFC, both ways", () => {
  for (const [kid, counter, header] of HEADERS) {
    assertEquals(hex(encodeHeader({ kid, counter })), header);
    const length = header.length / 2;
    assertEquals(decodeHeader(bytes(`${header}abcd`)), { kid, counter, length });
  }
});

Deno.test("SFrame headers that are cut off are none", () => {
  for (const [, , header] of HEADERS.filter(([, , header]) => header.length > 2)) {
    assertEquals(decodeHeader(bytes(header.slice(0, -2))), undefined);
  }
  assertEquals(decodeHeader(new Uint8Array()), undefined);
  assertThrows(() => encodeHeader({ kid: 1n << 64n, counter: 0n }));
});

for (const [name, { salt, frame }] of Object.entries(VECTORS)) {
  const suite = Object.entries(SUITES).find(([known]) => known === name)![1];

  Deno.test(`SFrame suite ${name} does what the RFC says`, async () => {
    const key = await deriveKey(suite, KID, BASE_KEY);
    assertEquals(hex(key.salt), salt);
    const made = await encrypt(key, { counter: COUNTER, metadata: METADATA, plaintext: PLAINTEXT });
    assertEquals(hex(made), frame);
    const header = decodeHeader(made)!;
    assertEquals(await decrypt(key, { header, metadata: METADATA, frame: made }), PLAINTEXT);
  });

  Deno.test(`SFrame suite ${name} opens nothing that was touched`, async () => {
    const key = await deriveKey(suite, KID, BASE_KEY);
    const header = decodeHeader(bytes(frame))!;
    const open = (touched: Bytes, metadata: Bytes, counter = header.counter) =>
      decrypt(key, { header: { ...header, counter }, metadata, frame: touched });
    for (let at = 0; at < frame.length / 2; at++) {
      const touched = bytes(frame);
      touched[at]! ^= 1;
      assertEquals(await open(touched, METADATA), undefined, `byte ${at}`);
    }
    assertEquals(await open(bytes(frame).slice(0, -1), METADATA), undefined);
    assertEquals(await open(bytes(frame).slice(0, 5), METADATA), undefined);
    assertEquals(await open(bytes(frame), bytes("00")), undefined);
    assertEquals(await open(bytes(frame), METADATA, 0x4568n), undefined);
    const other = await deriveKey(suite, KID + 1n, BASE_KEY);
    assertEquals(
      await decrypt(other, { header, metadata: METADATA, frame: bytes(frame) }),
      undefined,
    );
  });
}
