import { assertEquals } from "@std/assert";
import { DEFAULT_SETTINGS, type Publish } from "../../protocol/mod.ts";
import type { Fact } from "./facts.ts";
import type { Room } from "./state.ts";
import { by, CREATED, given, joined, opened, placed, VIDEO, when } from "./testing/given.ts";
import { newsOf } from "./view.ts";

const screen = (peerId: string): Fact => ({
  ...opened(peerId, "cam"),
  producerId: `${peerId}:screen-1`,
  source: "screen",
});
const sound = (peerId: string): Fact => ({
  ...opened(peerId, "mic"),
  producerId: `${peerId}:screen-audio-1`,
  source: "screen-audio",
});
const allowed = (shares: "one" | "several"): Fact => ({
  type: "SettingsChanged",
  settings: { ...DEFAULT_SETTINGS, shares },
  by: { kind: "room" },
});
const people = [
  CREATED,
  joined("h", { role: "host" }),
  joined("a"),
  joined("b"),
  placed(),
];
const share = (room: Room, peerId: string) => {
  const publish: Publish = {
    generation: room.peers[peerId]?.generation ?? 0,
    transports: [],
    producers: [{ key: "screen-1", source: "screen", rtpParameters: VIDEO, paused: false }],
  };
  return by(peerId, { type: "publish", publish });
};
const ended = (events: readonly Fact[]) =>
  events.flatMap((fact) =>
    fact.type === "ProducerClosed" ? [[fact.producerId, fact.replacedBy]] : []
  );

Deno.test("several screens are shared beside each other where that is allowed", () => {
  const room = given(...people, allowed("several"), screen("a"));
  assertEquals(ended(when(room, share(room, "b")).events), []);
});

Deno.test("where one is shared at a time a new one takes the place of the former, with its sound", () => {
  const room = given(...people, allowed("one"), opened("a", "cam"), screen("a"), sound("a"));
  const { events, room: after } = when(room, share(room, "b"));
  assertEquals(ended(events), [["a:screen-1", "b"], ["a:screen-audio-1", "b"]]);
  assertEquals(Object.keys(after.peers["a"]?.producers ?? {}), ["a:cam"]);
  assertEquals(Object.keys(after.peers["b"]?.producers ?? {}), ["b:screen-1"]);
  const [told] = events.flatMap((fact) => newsOf(after, fact));
  assertEquals(told, {
    type: "ProducerClosed",
    peerId: "a",
    producerId: "a:screen-1",
    replacedBy: "b",
  });
});

Deno.test("a share that is said once more displaces nobody", () => {
  const room = given(...people, allowed("one"), screen("b"), screen("a"));
  assertEquals(ended(when(room, share(room, "b")).events), []);
});

Deno.test("rooms beside each other share on their own", () => {
  const apart = given(
    ...people,
    allowed("one"),
    { type: "PeersMoved", moved: { a: "b1" }, by: { kind: "room" } },
    screen("a"),
  );
  assertEquals(ended(when(apart, share(apart, "b")).events), []);
});

Deno.test("when only one may be shared from now on, the newest stays", () => {
  const room = given(...people, screen("b"), sound("b"), screen("a"), opened("b", "cam"));
  const { events } = when(
    room,
    by("h", { type: "changeSettings", settings: { shares: "one" } }),
  );
  assertEquals(ended(events), [["b:screen-1", "a"], ["b:screen-audio-1", "a"]]);
});
