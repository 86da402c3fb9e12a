import { assertEquals } from "@std/assert";
import { DEFAULT_SETTINGS } from "../../../protocol/mod.ts";
import { decide } from "../decide.ts";
import { evolve } from "../evolve.ts";
import type { Room } from "../state.ts";
import { by, byService, CREATED, given, joined, NOW, refusalOf, when } from "../testing/given.ts";
import { newsOf, snapshotOf } from "../view.ts";

const meeting = () =>
  given(
    CREATED,
    joined("dana", { role: "host" }),
    joined("coco", { role: "cohost" }),
    joined("ann"),
  );
const encrypted = () => {
  const settings = { ...DEFAULT_SETTINGS, encrypted: true };
  const by = { kind: "peer", peerId: "dana" } as const;
  return evolve(meeting(), { type: "SettingsChanged", settings, by });
};
const set = (kind: "recording" | "e2ee", on: boolean) => ({ type: "setNotice", kind, on }) as const;
const agree = (agreed: boolean) => ({ type: "consent", kind: "recording", agreed }) as const;
const consentsOf = (room: Room, peerId: string) =>
  snapshotOf(room, "service").peers.find(({ id }) => id === peerId)?.consents;

Deno.test("recording is announced by who may record, and by a recorder", () => {
  assertEquals(refusalOf(meeting(), by("ann", set("recording", true))), "forbidden");
  const { room } = when(meeting(), by("coco", set("recording", true)));
  assertEquals(snapshotOf(room, room.peers["ann"]!).meeting?.notices, [
    { kind: "recording", since: NOW, by: "coco" },
  ]);
  const serviced = when(meeting(), byService(set("recording", true))).room;
  assertEquals(serviced.meeting.notices.recording?.by, null);
});

Deno.test("end-to-end encryption is announced by who governs, where there is some", () => {
  const room = encrypted();
  assertEquals(refusalOf(room, by("coco", set("e2ee", true))), "forbidden");
  when(room, by("dana", set("e2ee", true)));
  assertEquals(refusalOf(meeting(), by("dana", set("e2ee", true))), "wrong-state");
});

Deno.test("encrypted meeting is not recorded, in words that say so", () => {
  const verdict = decide(encrypted(), by("dana", set("recording", true)), NOW, { epoch: 0 });
  assertEquals(verdict.accepted ? "" : [verdict.code, verdict.message], [
    "encrypted",
    "Cannot be recorded: the meeting is end-to-end encrypted",
  ]);
  assertEquals(refusalOf(encrypted(), byService(set("recording", true))), "encrypted");
});

Deno.test("notice of an encryption ends with it", () => {
  const settings = { ...DEFAULT_SETTINGS, encrypted: true };
  const alone = given(
    CREATED,
    joined("dana", { role: "host" }),
    { type: "SettingsChanged", settings, by: { kind: "peer", peerId: "dana" } },
  );
  const told = when(alone, by("dana", set("e2ee", true))).room;
  const { room } = when(
    told,
    by("dana", { type: "changeSettings", settings: { encrypted: false } }),
  );
  assertEquals(room.meeting.notices, {});
});

Deno.test("notice that is on already keeps its time", () => {
  const { room } = when(meeting(), by("dana", set("recording", true)));
  assertEquals(when(room, byService(set("recording", true)), NOW + 5).events, []);
  assertEquals(when(meeting(), by("dana", set("recording", false))).events, []);
});

Deno.test("consent is recorded with name and time, and everybody sees it", () => {
  const on = when(meeting(), by("dana", set("recording", true))).room;
  const { events, room } = when(on, by("ann", agree(true)), NOW + 3);
  const consent = { type: "ConsentGiven", peerId: "ann", kind: "recording", agreed: true } as const;
  assertEquals(events, [{ ...consent, name: "ann", at: NOW + 3 }]);
  assertEquals(newsOf(room, events[0]!), [consent]);
  assertEquals(consentsOf(room, "ann"), { recording: true });
  assertEquals(when(room, by("ann", agree(true))).events, []);
  assertEquals(consentsOf(when(room, by("ann", agree(false))).room, "ann"), { recording: false });
});

Deno.test("consent is to a notice that is on, and ends with it", () => {
  assertEquals(refusalOf(meeting(), by("ann", agree(true))), "wrong-state");
  const on = when(meeting(), by("dana", set("recording", true))).room;
  const agreed = when(on, by("ann", agree(true))).room;
  const off = when(agreed, by("dana", set("recording", false))).room;
  assertEquals(consentsOf(off, "ann"), undefined);
  const again = when(off, by("dana", set("recording", true))).room;
  assertEquals(consentsOf(again, "ann"), undefined);
});
