import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { exportJWK, generateKeyPair } from "jose";
import type { WrappedKey } from "../../../protocol/mod.ts";
import { systemClock } from "../../clock.ts";
import { ConfigError } from "../../config.ts";
import { checkObjectStore } from "../contract.ts";
import { FolderStore } from "../folder_store.ts";
import { DamagedFileError, ObjectsUnavailableError, type SourceStore } from "../object_store.ts";
import { KeyRing } from "./key_ring.ts";
import { CHUNK_BYTES, HEADER_BYTES, sealedSize, TAG_BYTES } from "./layout.ts";
import { SealBrokenError } from "./object_seal.ts";
import { OperatorKeys } from "./operator_keys.ts";
import { SealedStore } from "./sealed_store.ts";

const ID = "room-1-r1";
const VIDEO = `recordings/${ID}/assets/video`;
const LINK = { mediaType: "video/mp4", disposition: "inline", ttlMs: 60_000 };

async function operatorKey(kid: string) {
  const options = { crv: "X25519", extractable: true };
  const { privateKey } = await generateKeyPair("ECDH-ES+A256KW", options);
  const { kty, crv, x, d } = await exportJWK(privateKey);
  return { kty, crv, x, d, kid };
}

const setOf = (...keys: object[]) => OperatorKeys.parse(JSON.stringify({ keys }));

/** A folder in which one recording is sealed. */
async function open() {
  const folder = await Deno.makeTempDir({ prefix: "parley-sealed-" });
  const links = { url: "https://meet.example.org/objects", secret: "s".repeat(32) };
  const inner = new FolderStore({ folder, ...links, clock: systemClock });
  const operator = setOf(await operatorKey("now"));
  const wrapped: WrappedKey[] = [(await operator.make(ID)).wrapped];
  const ringOf = (keys: OperatorKeys | undefined, keptMs = 0) =>
    new KeyRing({
      operator: keys,
      find: (id) => Promise.resolve(id === ID ? [...wrapped] : []),
      keptMs,
      clock: systemClock,
    });
  /** `elsewhere`: on another store, which answers its own links. */
  const storeOf = (keys: OperatorKeys | undefined, elsewhere?: SourceStore) =>
    new SealedStore({
      inner: elsewhere ?? inner,
      keys: ringOf(keys),
      links: { ...links, clock: systemClock },
      serveInner: elsewhere ? undefined : (request) => inner.serve(request),
    });
  const store = storeOf(operator);
  return {
    inner,
    store,
    storeOf,
    wrapped,
    ringOf,
    operator,
    pathOf: (key: string) => `${folder}/${key}`,
    ask: (url: string, init?: RequestInit) => store.serve(new Request(url, init)),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

function bytesOf(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = (at * 7) % 251;
  return bytes;
}

const sumOf = async (bytes: Uint8Array<ArrayBuffer>) =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toBase64();

Deno.test("a store that seals keeps objects as the contract says", async (context) => {
  await using on = await open();
  await checkObjectStore(context, on.store, on.ask);
  assertEquals(on.wrapped.length, 1);
});

Deno.test("whatever its size, a sealed object is read whole, in ranges, and by link", async () => {
  await using on = await open();
  const sizes = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 1_200_000];
  for (const size of sizes) {
    const bytes = bytesOf(size);
    await on.store.write(VIDEO, bytes, "video/mp4");
    const stored = await Deno.readFile(on.pathOf(VIDEO));
    assertEquals(stored.length, sealedSize(size));
    assertEquals(await on.store.size(VIDEO), size);
    assertEquals(await on.store.read(VIDEO), bytes);
    const around = Math.max(0, Math.min(size, CHUNK_BYTES) - 3);
    for (const [start, length] of [[0, 5], [around, 10], [Math.max(0, size - 2), 100], [size, 1]]) {
      const slice = { start: start ?? 0, length: length ?? 0 };
      const wanted = bytes.slice(slice.start, slice.start + slice.length);
      assertEquals(await on.store.readRange(VIDEO, slice), wanted);
    }
    const response = await on.ask(await on.store.presignGet(VIDEO, LINK));
    assertEquals(response.headers.get("content-length"), `${size}`);
    assertEquals(new Uint8Array(await response.arrayBuffer()), bytes);
  }
  const words = new TextEncoder().encode("said in confidence ".repeat(10));
  await on.store.write(VIDEO, words, "text/plain");
  assert(!(await Deno.readTextFile(on.pathOf(VIDEO))).includes("confidence"));
});

Deno.test("players seek in what is sealed", async () => {
  await using on = await open();
  const bytes = bytesOf(2_500_000);
  await on.store.write(VIDEO, bytes, "video/mp4");
  const url = await on.store.presignGet(VIDEO, LINK);
  const response = await on.ask(url, { headers: { range: "bytes=1048570-2097160" } });
  assertEquals(response.status, 206);
  assertEquals(response.headers.get("content-range"), "bytes 1048570-2097160/2500000");
  assertEquals(new Uint8Array(await response.arrayBuffer()), bytes.slice(1_048_570, 2_097_161));
  assertEquals((await on.ask(url, { headers: { range: "bytes=2500000-" } })).status, 416);
  assertEquals((await on.ask(url.replace("assets", "asset5"))).status, 403);
});

Deno.test("recordings without keys are fetched from where they are", async () => {
  await using on = await open();
  const plain = VIDEO.replace(ID, "room-2-r1");
  await on.store.write(plain, bytesOf(10), "video/mp4");
  const url = await on.store.presignGet(plain, LINK);
  assertEquals(new Uint8Array(await (await on.ask(url)).arrayBuffer()), bytesOf(10));
  // A store that answers its links itself, as a bucket does.
  const elsewhere = Object.create(on.inner, {
    presignGet: { value: (key: string) => Promise.resolve(`https://s3.example.org/${key}`) },
    size: { value: (key: string) => on.inner.size(key) },
  });
  const response = await on.storeOf(on.operator, elsewhere).serve(new Request(url));
  const location = response.headers.get("location");
  assertEquals([response.status, location], [302, `https://s3.example.org/${plain}`]);
  const wrong = new Request(url.replace("assets", "asset5"));
  assertEquals((await on.storeOf(on.operator, elsewhere).serve(wrong)).status, 403);
});

Deno.test("what was changed, cut, reordered, swapped or laid there unsealed opens nowhere", async () => {
  await using on = await open();
  const bytes = bytesOf(4 * CHUNK_BYTES);
  const other = `recordings/${ID}/assets/other`;
  await on.store.write(VIDEO, bytes, "video/mp4");
  await on.store.write(other, bytes, "video/mp4");
  const sealed = await Deno.readFile(on.pathOf(VIDEO));
  const step = CHUNK_BYTES + TAG_BYTES;
  const chunk = (index: number) =>
    sealed.subarray(HEADER_BYTES + index * step, HEADER_BYTES + (index + 1) * step);
  const header = sealed.slice(0, HEADER_BYTES);
  const shorter = header.slice();
  new DataView(shorter.buffer).setBigUint64(56, BigInt(2 * CHUNK_BYTES));
  const flipped = sealed.slice();
  flipped[HEADER_BYTES + step + 5]! ^= 1;
  const tampered = {
    changed: flipped,
    cut: sealed.slice(0, HEADER_BYTES + 3 * step),
    reordered: new Uint8Array([...header, ...chunk(1), ...chunk(0), ...chunk(2), ...chunk(3)]),
    "cut where its header says so": new Uint8Array([...shorter, ...chunk(0), ...chunk(1)]),
    swapped: await Deno.readFile(on.pathOf(other)),
    unsealed: bytes,
  };
  for (const found of Object.values(tampered)) {
    await Deno.writeFile(on.pathOf(VIDEO), found);
    await assertRejects(() => on.store.read(VIDEO), SealBrokenError);
    const range = { start: 0, length: 4 * CHUNK_BYTES };
    await assertRejects(() => on.store.readRange(VIDEO, range), SealBrokenError);
  }
  await Deno.writeFile(on.pathOf(VIDEO), tampered.changed);
  const response = await on.ask(await on.store.presignGet(VIDEO, LINK));
  await assertRejects(() => response.arrayBuffer(), Error);
});

Deno.test("segments may be as they were before sealing began: readers know their sums", async () => {
  await using on = await open();
  const key = `recordings/${ID}/parts/p1/0/0`;
  await on.inner.write(key, bytesOf(100));
  assertEquals(await on.store.read(key), bytesOf(100));
  assertEquals(await on.store.size(key), 100);
});

Deno.test("a key that is told late is found by the first object that it seals", async () => {
  await using on = await open();
  const segment = `recordings/${ID}/parts/p1/0/0`;
  await on.store.write(segment, bytesOf(100), "video/webm");
  const late = on.wrapped.splice(0);
  const store = new SealedStore({ inner: on.inner, keys: on.ringOf(on.operator, 60_000) });
  assertEquals(await store.size(segment), sealedSize(100), "not known to be sealed yet");
  on.wrapped.push(...late);
  assertEquals(await store.read(segment), bytesOf(100));
  await store.write(VIDEO, bytesOf(5), "video/mp4");
  assertEquals((await Deno.readFile(on.pathOf(VIDEO))).length, sealedSize(5));
});

Deno.test("a file is sealed on its way, and a damaged one not stored", async () => {
  await using on = await open();
  const path = await Deno.makeTempFile();
  try {
    for (const size of [100_000, 17 * 1_024 ** 2 + 5]) {
      const bytes = bytesOf(size);
      await Deno.writeFile(path, bytes);
      const sha256 = await sumOf(bytes);
      const options = { sha256, mediaType: "video/mp4" };
      const wrong = { ...options, sha256: new Uint8Array(32).toBase64() };
      await on.store.remove(VIDEO);
      await assertRejects(() => on.store.writeFile(VIDEO, path, wrong), DamagedFileError);
      assertEquals(await on.store.size(VIDEO), undefined);
      await on.store.writeFile(VIDEO, path, options);
      assertEquals(await sumOf(await on.store.read(VIDEO)), sha256);
    }
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("the newest of the operator's keys wraps, older ones still open, others don't", async () => {
  const [old, now] = [await operatorKey("old"), await operatorKey("now")];
  const before = await setOf(old).make(ID);
  const after = await setOf(now, old).make(ID);
  const kidOf = ({ wrapped }: WrappedKey) =>
    JSON.parse(new TextDecoder().decode(
      Uint8Array.fromBase64(wrapped.split(".")[0] ?? "", { alphabet: "base64url" }),
    )).kid;
  assertEquals([kidOf(before.wrapped), kidOf(after.wrapped)], ["old", "now"]);
  const both = setOf(now, old);
  assertEquals((await both.open(ID, before.wrapped)).id, before.key.id);
  await both.open(ID, after.wrapped);
  const retired = () => setOf(now).open(ID, before.wrapped);
  await assertRejects(retired, ObjectsUnavailableError, 'key "old"');
  // Another recording's key, and a recorder's set, which only wraps.
  await assertRejects(() => both.open("room-2-r1", after.wrapped), ObjectsUnavailableError);
  const { d: _, ...publicOnly } = now;
  const recorder = setOf(publicOnly);
  assertEquals([recorder.opening, both.opening], [[], ["now", "old"]]);
  const own = await recorder.make(ID);
  await assertRejects(() => recorder.open(ID, own.wrapped), ObjectsUnavailableError);
  await both.open(ID, own.wrapped);
});

Deno.test("without keys nothing that is sealed passes for damaged, and its destruction is final", async () => {
  await using on = await open();
  await on.store.write(VIDEO, bytesOf(10), "video/mp4");
  const keyless = on.storeOf(undefined);
  await assertRejects(() => keyless.read(VIDEO), ObjectsUnavailableError, "no operator's keys");
  await assertRejects(() => keyless.write(VIDEO, bytesOf(1), "x/y"), ObjectsUnavailableError);
  const stranger = on.storeOf(setOf(await operatorKey("other")));
  await assertRejects(() => stranger.read(VIDEO), ObjectsUnavailableError, 'key "now"');
  // Other keys of the recording remain, this one is gone.
  on.wrapped.splice(0, 1, (await on.operator.make(ID)).wrapped);
  await assertRejects(() => on.store.read(VIDEO), ObjectsUnavailableError, "destroyed");
});

Deno.test("keys that are none are refused without a word of what they are", async () => {
  const key = await operatorKey("a");
  for (
    const text of [
      "",
      "{}",
      JSON.stringify(key),
      JSON.stringify({ keys: [] }),
      JSON.stringify({ keys: [key, key] }),
      JSON.stringify({ keys: [{ ...key, crv: "P-256" }] }),
    ]
  ) {
    const error = assertThrows(() => OperatorKeys.parse(text), ConfigError);
    assert(!error.message.includes(`${key.d}`));
  }
});
