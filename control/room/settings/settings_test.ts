import { assertEquals } from "@std/assert";
import { DEFAULT_SETTINGS } from "../../../protocol/mod.ts";
import { short } from "../testing/comers.ts";
import {
  by,
  byService,
  CREATED,
  given,
  joined,
  opened,
  placed,
  refusalOf,
  when,
} from "../testing/given.ts";

const people = [
  CREATED,
  placed(),
  joined("h", { role: "host" }),
  joined("c", { role: "cohost" }),
  joined("a"),
  joined("v", { role: "viewer" }),
];
const room = given(...people);
const sending = given(...people, opened("a"), opened("a", "cam"), opened("c"), opened("c", "cam"));

const change = (settings: object) => ({ type: "changeSettings", settings }) as const;

Deno.test("room begins with the settings it is made with", () => {
  const body = {
    type: "create",
    code: "123456789",
    title: "Tea",
    settings: { lobby: true },
  } as const;
  assertEquals(when(given(), byService(body)).room.meeting.settings, {
    ...DEFAULT_SETTINGS,
    lobby: true,
  });
});

Deno.test("change of settings leaves what it does not name", () => {
  const { room: locked } = when(room, by("h", change({ locked: true })));
  const rights = { participant: ["chat" as const] };
  const { room: quiet } = when(locked, by("h", change({ rights })));
  assertEquals(quiet.meeting.settings, { ...DEFAULT_SETTINGS, locked: true, rights });
});

Deno.test("settings are changed by who may moderate", () => {
  assertEquals(refusalOf(room, by("a", change({ locked: true }))), "forbidden");
  assertEquals(refusalOf(room, by("v", { type: "spotlight", peerIds: [] })), "forbidden");
  assertEquals(refusalOf(room, by("h", change({ locked: true }), "s-x")), "session-replaced");
  assertEquals(short(when(room, by("c", change({ locked: true }))).events), ["SettingsChanged"]);
  assertEquals(short(when(room, byService(change({ locked: true }))).events), ["SettingsChanged"]);
});

Deno.test("the same settings are no fact", () => {
  assertEquals(when(room, by("h", change({ lobby: false }))).events, []);
});

Deno.test("without the right to speak microphones are muted, other tracks end", () => {
  const rights = { participant: ["share", "chat"] };
  const { events, room: quiet } = when(sending, by("c", change({ rights })));
  assertEquals(short(events), [
    "SettingsChanged",
    "ProducerPausedChanged a",
    "ProducerClosed a",
  ]);
  const byC = { kind: "peer", peerId: "c" } as const;
  assertEquals(events.map((event) => "by" in event && event.by), [byC, byC, byC]);
  assertEquals(quiet.peers["a"]?.producers["a:mic"]?.paused, true);
  assertEquals(Object.keys(quiet.peers["c"]?.producers ?? {}), ["c:mic", "c:cam"]);
});

Deno.test("who does not govern gives no role what leads, nor what co-hosts may do", () => {
  const raises = [
    { participant: ["speak", "moderate"] },
    { viewer: ["admit"] },
    { participant: ["govern"] },
    { cohost: ["speak", "moderate", "govern"] },
    { cohost: [] },
  ];
  for (const rights of raises) {
    assertEquals(refusalOf(room, by("c", change({ rights }))), "forbidden", JSON.stringify(rights));
    assertEquals(short(when(room, by("h", change({ rights }))).events)[0], "SettingsChanged");
  }
});

Deno.test("spotlight is for those who are there, once each", () => {
  const peerIds = ["a", "nobody", "a", "constructor"];
  const { events, room: lit } = when(room, by("c", { type: "spotlight", peerIds }));
  assertEquals(lit.meeting.spotlight, ["a"]);
  assertEquals(events.length, 1);
  assertEquals(when(lit, by("h", { type: "spotlight", peerIds: ["a"] })).events, []);
  assertEquals(when(lit, by("h", { type: "spotlight", peerIds: [] })).room.meeting.spotlight, []);
});
