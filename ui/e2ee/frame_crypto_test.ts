import { assert, assertEquals } from "@std/assert";
import { type Bytes, randomBytes } from "./bytes.ts";
import { FrameCrypto } from "./frame_crypto.ts";
import { GENERATIONS_MAX } from "./key_ring.ts";
import { ReplayWindow, WINDOW } from "./replay_window.ts";
import { freshKey, keyId, ratchet, readKeyId, type SenderKey, STEPS_MAX } from "./sender_key.ts";

const PEER = { peerId: "ada", track: "ada:cam" };

async function pair(key: SenderKey) {
  const sender = new FrameCrypto();
  await sender.use(key);
  const receiver = new FrameCrypto();
  receiver.learn("ada", [key]);
  return { sender, receiver };
}

async function sealed(sender: FrameCrypto, plaintext: Bytes = randomBytes(500)) {
  return (await sender.seal(PEER.track, "key", plaintext.slice().buffer))!;
}

async function outcome(receiver: FrameCrypto, data: ArrayBuffer, at = PEER): Promise<string> {
  const opened = await receiver.open(at, "key", data.slice(0));
  return opened.ok ? "open" : opened.lacks;
}

Deno.test("frame comes out as it went in, and no byte behind its header went in the clear", async () => {
  const { sender, receiver } = await pair(freshKey(0));
  const plaintext = randomBytes(500);
  for (const [kind, clear] of [["key", 10], ["delta", 3], ["audio", 1]] as const) {
    const wire = (await sender.seal("ada:cam", kind, plaintext.slice().buffer))!;
    const bytes = new Uint8Array(wire);
    assertEquals(bytes.slice(0, clear), plaintext.slice(0, clear));
    const text = [...bytes].join();
    for (let at = clear; at + 8 <= plaintext.length; at++) {
      assert(!text.includes(plaintext.slice(at, at + 8).join()), `bytes at ${at} are in the clear`);
    }
    const opened = await receiver.open(PEER, kind, wire);
    assertEquals(opened, { ok: true, data: plaintext.buffer });
  }
});

Deno.test("nothing goes out before there is a key", async () => {
  assertEquals(await new FrameCrypto().seal("ada:cam", "key", new ArrayBuffer(20)), undefined);
});

Deno.test("frame is opened once, however often it comes", async () => {
  const { sender, receiver } = await pair(freshKey(0));
  const [first, second] = [await sealed(sender), await sealed(sender)];
  assertEquals(await outcome(receiver, second), "open");
  assertEquals(await outcome(receiver, first), "open");
  assertEquals(await outcome(receiver, first), "replay");
  assertEquals(await outcome(receiver, second), "replay");
});

Deno.test("frame of another track, or with another header, is none of this one", async () => {
  const { sender, receiver } = await pair(freshKey(0));
  const frame = await sealed(sender);
  assertEquals(await outcome(receiver, frame, { ...PEER, track: "ada:screen" }), "frame");
  const touched = new Uint8Array(frame.slice(0));
  touched[0]! ^= 1; // In the clear.
  assertEquals(await outcome(receiver, touched.buffer), "frame");
  assertEquals(await outcome(receiver, new ArrayBuffer(0)), "frame");
  assertEquals(await outcome(receiver, frame), "open");
});

Deno.test("garbage of any kind opens nothing and breaks nothing", async () => {
  const { sender, receiver } = await pair(freshKey(0));
  for (let length = 0; length < 64; length++) {
    assert(await outcome(receiver, randomBytes(length).buffer) !== "open");
  }
  assertEquals(await outcome(receiver, await sealed(sender)), "open");
});

Deno.test("receiver follows the sender's ratchet; a newcomer can't go back", async () => {
  const first = freshKey(3);
  const { sender, receiver } = await pair(first);
  const past = await sealed(sender);
  const second = await ratchet(first);
  await sender.use(second);
  const newcomer = new FrameCrypto();
  newcomer.learn("ada", [second]);
  const present = await sealed(sender);
  assertEquals(await outcome(receiver, present), "open");
  assertEquals(await outcome(newcomer, present), "open");
  assertEquals(await outcome(newcomer, past), "key");
  assertEquals(await outcome(receiver, past), "open");
});

Deno.test("who has not been given the next generation opens nothing of it", async () => {
  const { sender, receiver } = await pair(freshKey(0));
  const gone = receiver;
  assertEquals(await outcome(gone, await sealed(sender)), "open");
  const next = freshKey(1);
  await sender.use(next);
  const frame = await sealed(sender);
  assertEquals(await outcome(gone, frame), "key");
  const stays = new FrameCrypto();
  stays.learn("ada", [next]);
  assertEquals(await outcome(stays, frame), "open");
});

Deno.test("receiver keeps a few generations, and is not led back to old ones", async () => {
  const keys = Array.from({ length: GENERATIONS_MAX + 2 }, (_, generation) => freshKey(generation));
  const receiver = new FrameCrypto();
  for (const key of keys) receiver.learn("ada", [key]);
  receiver.learn("ada", [keys[0]!]);
  const open = await Promise.all(keys.map(async (key) => {
    const sender = new FrameCrypto();
    await sender.use(key);
    return await outcome(receiver, await sealed(sender)) === "open";
  }));
  assertEquals(open, [false, false, true, true, true]);
  receiver.forget("ada");
  const sender = new FrameCrypto();
  await sender.use(keys.at(-1)!);
  assertEquals(await outcome(receiver, await sealed(sender)), "key");
});

Deno.test("the same key taken twice does not count from zero again", async () => {
  const key = freshKey(0);
  const { sender, receiver } = await pair(key);
  assertEquals(await outcome(receiver, await sealed(sender)), "open");
  await sender.use(key);
  assertEquals(await outcome(receiver, await sealed(sender)), "open");
});

Deno.test("key ids tell generation and step", () => {
  for (const generation of [0, 1, 5_000_000]) {
    for (const step of [0, STEPS_MAX - 1]) {
      assertEquals(readKeyId(keyId({ generation, step })), { generation, step });
    }
  }
});

Deno.test("window of replay tells the newest counters apart and refuses older ones", () => {
  const window = new ReplayWindow();
  const last = BigInt(WINDOW * 3);
  for (let counter = 0n; counter <= last; counter += 2n) {
    assert(window.isNew(counter));
    window.add(counter);
    assert(!window.isNew(counter));
  }
  assert(window.isNew(last - 1n), "one that was overtaken");
  assert(!window.isNew(last - BigInt(WINDOW) - 1n), "one that is too old");
  window.add(last + BigInt(WINDOW) * 10n);
  assert(!window.isNew(last));
  assert(window.isNew(last + BigInt(WINDOW) * 10n - 1n));
});
