import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { FakeRoom } from "./fake_room.ts";
import { createIdentity, openChannel } from "./identity.ts";
import { openKeys } from "./sealed_keys.ts";
import { CODE_GROUPS, safetyCode } from "./safety_code.ts";
import { STEPS_MAX } from "./sender_key.ts";

async function meeting(...names: string[]) {
  const room = new FakeRoom();
  for (const name of names) await room.join(name);
  await room.settled();
  const [ada, ben, eva] = [...room.people.values()];
  return { room, ada: ada!, ben: ben!, eva: eva! };
}

Deno.test("everybody hears everybody", async () => {
  const { room } = await meeting("ada", "ben", "eva");
  for (const from of room.people.values()) {
    for (const to of room.people.values()) {
      if (from !== to) assert(await room.hears(to, from), `${to.member} hears ${from.member}`);
    }
  }
});

Deno.test("who comes hears what is said from then on, and nothing before", async () => {
  const { room, ada, ben } = await meeting("ada", "ben");
  const past = (await ada.frames.seal("ada:mic", "audio", new ArrayBuffer(60)))!;
  const eva = await room.join("eva");
  await room.settled();
  assert(await room.hears(eva, ada));
  assert(await room.hears(ben, ada), "who was there follows the ratchet");
  const at = { peerId: "ada", track: "ada:mic" };
  assertEquals(await eva.frames.open(at, "audio", past), { ok: false, lacks: "key" });
  assert((await ben.frames.open(at, "audio", past)).ok);
});

Deno.test("who leaves hears nothing once the grace is over, those who stay hear on", async () => {
  const { room, ada, ben, eva } = await meeting("ada", "ben", "eva");
  room.leave("eva");
  await room.quiet();
  assert(await room.hears(ben, ada), "in the grace");
  room.graceIsOver();
  await room.quiet();
  assert(await room.hears(ben, ada));
  assert(await room.hears(ada, ben));
  assert(!await room.hears(eva, ada));
  assert(!await room.hears(eva, ben));
  assertEquals(ada.exchange.generation, 1);
});

Deno.test("who comes while keys change is given the new ones alone", async () => {
  const { room, ada } = await meeting("ada", "ben", "eva");
  room.leave("eva");
  await room.quiet();
  const tom = await room.join("tom");
  await room.settled();
  assert(!await room.hears(tom, ada), "of the time before");
  room.graceIsOver();
  await room.quiet();
  assert(await room.hears(tom, ada));
});

Deno.test("who leaves while keys change has no part in those that follow", async () => {
  const { room, ada, ben, eva } = await meeting("ada", "ben", "eva", "tom");
  room.leave("tom");
  await room.quiet();
  room.leave("eva");
  await room.quiet();
  room.graceIsOver();
  await room.quiet();
  assert(await room.hears(ben, ada));
  assert(!await room.hears(eva, ada));
});

Deno.test("the same seat with another key is another person", async () => {
  const { room, ada, ben } = await meeting("ada", "ben");
  const again = await room.join("ben");
  await room.settled();
  room.graceIsOver();
  await room.quiet();
  assert(await room.hears(again, ada));
  assert(await room.hears(ada, again));
  assert(!await room.hears(ben, ada));
});

Deno.test("keys that got lost are asked for", async () => {
  const room = new FakeRoom();
  room.isDeaf = true;
  const ada = await room.join("ada");
  const ben = await room.join("ben");
  await room.quiet();
  assertEquals(ben.exchange.lacking, ["ada"]);
  room.isDeaf = false;
  for (const { exchange } of room.people.values()) exchange.askAgain();
  await room.settled();
  assert(await room.hears(ben, ada));
  ben.exchange.lacks("ada");
  assertEquals(ben.exchange.lacking, ["ada"]);
  ben.exchange.askAgain();
  await room.settled();
});

Deno.test("keys that come before their sender is known are kept until then", async () => {
  const { room, ada } = await meeting("ada", "ben");
  const passed = room.passed.findLast(({ from, to }) => from === "ben" && to === "ada")!;
  const { publicKey } = room.people.get("ben")!.member;
  ada.exchange.members([]);
  await room.quiet();
  await ada.exchange.received("ben", passed.sealed);
  ada.exchange.members([{ peerId: "ben", publicKey }]);
  await room.quiet();
  assertEquals(ada.exchange.lacking, []);
});

Deno.test("more newcomers than a generation has steps are all heard", async () => {
  const { room, ada } = await meeting("ada", "ben");
  for (let index = 0; index <= STEPS_MAX; index++) {
    await room.join(`p${index}`);
    await room.settled();
    room.graceIsOver();
    await room.quiet();
  }
  for (const person of room.people.values()) {
    if (person !== ada) assert(await room.hears(person, ada), person.member.peerId);
  }
});

Deno.test("what passes through the room is open to whom it is for, in that room, and to nobody else", async () => {
  const { room, ada, ben, eva } = await meeting("ada", "ben", "eva");
  const { sealed } = room.passed.findLast(({ from, to }) => from === "ada" && to === "ben")!;
  const open = async (reader: typeof ada, from: typeof ada, roomId = "room") => {
    const { identity, member: { peerId: selfId } } = reader;
    return await openKeys(await openChannel({ roomId, selfId, identity }, from.member), sealed);
  };
  assert(await open(ben, ada));
  assertEquals(await open(eva, ada), undefined);
  assertEquals(await open(ben, eva), undefined);
  assertEquals(await open(ada, ben), undefined, "sent back to its sender");
  assertEquals(await open(ben, ada, "another"), undefined);
  await ben.exchange.received("ada", "bm9uc2Vuc2U");
  await ben.exchange.received("ada", "!");
  assert(await room.hears(ben, ada));
});

Deno.test("somebody whose key is none holds nobody up", async () => {
  const { room, ada, ben } = await meeting("ada", "ben");
  const members = [ada.member, ben.member, { peerId: "odd", publicKey: "A".repeat(87) }];
  ada.exchange.members(members);
  ben.exchange.members(members);
  await room.quiet();
  assert(await room.hears(ben, ada));
  assertEquals(ada.exchange.lacking, ["odd"]);
});

Deno.test("safety code is the same for all who see the same keys, and another for others", async () => {
  const [ada, ben, mallory] = await Promise.all([
    createIdentity(),
    createIdentity(),
    createIdentity(),
  ]);
  const members = [
    { peerId: "ada", publicKey: ada.publicKey },
    { peerId: "ben", publicKey: ben.publicKey },
  ];
  const code = await safetyCode("room", members);
  assertEquals(code.length, CODE_GROUPS);
  for (const group of code) assert(/^[0-9]{5}$/.test(group));
  assertEquals(await safetyCode("room", members.toReversed()), code);
  const inTheMiddle = [members[0]!, { peerId: "ben", publicKey: mallory.publicKey }];
  assertNotEquals(await safetyCode("room", inTheMiddle), code);
  assertNotEquals(await safetyCode("other", members), code);
});
