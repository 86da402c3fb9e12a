import { assertEquals } from "@std/assert";
import { ENCRYPTED_PEERS_MAX } from "../../../protocol/mod.ts";
import {
  by,
  byService,
  CREATED,
  EVERYTHING,
  given,
  joined,
  NO_VIEW,
  refusalOf,
  when,
} from "../testing/given.ts";
import { snapshotOf } from "../view.ts";

const encryptionKey = "B".repeat(87);
const secret = (peerId: string) => joined(peerId, { encryptionKey });
const change = (settings: object) => ({ type: "changeSettings", settings }) as const;
const create = (settings: object) =>
  byService({ type: "create", code: "123456789", title: "Tea", settings });
const join = (peerId: string, key?: string) =>
  by(peerId, {
    type: "join",
    name: peerId,
    capabilities: EVERYTHING,
    view: NO_VIEW,
    ...(key && { encryptionKey: key }),
  });

const encrypted = when(given(), create({ encrypted: true })).room;
const host = joined("dana", { role: "host", encryptionKey });
const alone = given(CREATED, host);
const record = { type: "setNotice", kind: "recording", on: true } as const;

/** An encrypted room with some in it. */
function withPeople(...people: string[]) {
  return people.reduce((room, peerId) => when(room, join(peerId, encryptionKey)).room, encrypted);
}

Deno.test("encrypted meeting is made so, and sends VP8", () => {
  assertEquals(encrypted.meeting.settings.encrypted, true);
  assertEquals(encrypted.meeting.settings.video, "vp8");
  assertEquals(when(encrypted, byService(change({ video: "auto" }))).events, []);
});

Deno.test("captions, recordings and other codecs are refused while a meeting is encrypted", () => {
  assertEquals(refusalOf(given(), create({ encrypted: true, captions: true })), "encrypted");
  assertEquals(refusalOf(given(), create({ encrypted: true, video: "av1" })), "encrypted");
  const room = withPeople("ann");
  assertEquals(refusalOf(room, byService(change({ captions: true }))), "encrypted");
  assertEquals(refusalOf(room, byService(change({ video: "vp9" }))), "encrypted");
  assertEquals(refusalOf(room, byService(record)), "encrypted");
  when(room, byService(change({ direct: true })));
});

Deno.test("recorded or captioned meeting is not encrypted", () => {
  const recorded = when(alone, by("dana", record)).room;
  assertEquals(refusalOf(recorded, by("dana", change({ encrypted: true }))), "encrypted");
  const captioned = when(alone, by("dana", change({ captions: true }))).room;
  assertEquals(refusalOf(captioned, by("dana", change({ encrypted: true }))), "encrypted");
  when(captioned, by("dana", change({ encrypted: true, captions: false })));
});

Deno.test("encryption is switched by a host who is alone in the meeting", () => {
  const on = when(alone, by("dana", change({ encrypted: true }))).room;
  assertEquals(on.meeting.settings.video, "vp8");
  assertEquals(
    when(on, by("dana", change({ encrypted: false }))).room.meeting.settings.encrypted,
    false,
  );
  const cohost = given(CREATED, joined("coco", { role: "cohost", encryptionKey }));
  assertEquals(refusalOf(cohost, by("coco", change({ encrypted: true }))), "forbidden");
  const two = given(CREATED, host, secret("ann"));
  assertEquals(refusalOf(two, by("dana", change({ encrypted: true }))), "wrong-state");
  assertEquals(refusalOf(two, byService(change({ encrypted: true }))), "wrong-state");
  assertEquals(
    refusalOf(withPeople("ann"), byService(change({ encrypted: false }))),
    "wrong-state",
  );
});

Deno.test("client that can't encrypt neither switches encryption on nor comes in", () => {
  const unable = given(CREATED, joined("dana", { role: "host" }));
  assertEquals(refusalOf(unable, by("dana", change({ encrypted: true }))), "encrypted");
  assertEquals(refusalOf(encrypted, join("ann")), "encrypted");
  const { room } = when(encrypted, join("ann", encryptionKey));
  assertEquals(snapshotOf(room, "service").peers[0]?.encryptionKey, encryptionKey);
});

Deno.test("encrypted meeting has as many seats as can share keys", () => {
  const people = Array.from({ length: ENCRYPTED_PEERS_MAX }, (_, index) => `p${index}`);
  const full = withPeople(...people);
  assertEquals(refusalOf(full, join("one-more", encryptionKey)), "room-full");
  when(full, join("p0", encryptionKey));
});

Deno.test("keys reach whom they are for, and leave no trace", () => {
  const room = withPeople("ann", "ben", "eva");
  const sealed = "c2VhbGVk";
  const keys = [{ to: "ben", sealed }, { to: "gone", sealed }, { to: "ann", sealed }];
  const { events, effects } = when(room, by("ann", { type: "passKeys", keys }));
  assertEquals(events, []);
  assertEquals(effects, [
    { type: "signal", to: ["ben"], signal: { type: "keys", peerId: "ann", sealed } },
  ]);
  const asked = when(room, by("ann", { type: "askForKeys", of: ["ben", "ben", "gone"] }));
  assertEquals(asked.events, []);
  assertEquals(asked.effects, [
    { type: "signal", to: ["ben"], signal: { type: "keysWanted", peerId: "ann" } },
  ]);
});

Deno.test("keys are passed by members of encrypted meetings alone", () => {
  const ask = { type: "askForKeys" as const, of: ["dana"] };
  assertEquals(refusalOf(alone, by("dana", ask)), "wrong-state");
  assertEquals(refusalOf(withPeople("ann"), by("eve", ask)), "not-joined");
  assertEquals(refusalOf(withPeople("ann"), byService(ask)), "forbidden");
});
