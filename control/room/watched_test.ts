import { assertEquals } from "@std/assert";
import type { View } from "../../protocol/mod.ts";
import { CREATED, given, joined, opened, placed } from "./testing/given.ts";
import { watchedLevels } from "./watched.ts";

const room = given(
  CREATED,
  placed(),
  joined("a"),
  joined("b"),
  joined("c"),
  opened("a", "cam"),
);
const view = (peerId: string, height?: number): [string, View] => [peerId, {
  generation: room.peers[peerId]?.generation ?? 0,
  tiles: height ? [{ producerId: "a:cam", width: Math.round(height * 16 / 9), height }] : [],
  ready: [],
}];
const levelFor = (...views: [string, View][]) => watchedLevels(room, new Map(views)).get("a:cam");

Deno.test("a picture is worth the largest layer that anybody shows", () => {
  assertEquals(levelFor(view("b", 180), view("c", 360)), { level: 1, top: 2 });
  assertEquals(levelFor(view("b", 180), view("c")), { level: 0, top: 2 });
});

Deno.test("a picture that nobody shows is worth nothing, also when its owner shows it", () => {
  assertEquals(levelFor(view("a", 720), view("b"), view("c")), { level: -1, top: 2 });
});

Deno.test("a picture that may be shown next is worth its smallest layer", () => {
  const near = (peerId: string): [string, View] => {
    const [, stated] = view(peerId);
    return [peerId, { ...stated, near: ["a:cam", "b:gone"] }];
  };
  assertEquals(levelFor(near("b"), view("c")), { level: 0, top: 2 });
  assertEquals(levelFor(near("b"), view("c", 360)), { level: 1, top: 2 });
  assertEquals(levelFor(near("a"), view("b"), view("c")), { level: -1, top: 2 });
});

Deno.test("who has not said what they show may show anything", () => {
  assertEquals(levelFor(view("b", 180)), { level: 2, top: 2 });
  const [, stated] = view("c");
  assertEquals(levelFor(view("b", 180), ["c", { ...stated, generation: 0 }])?.level, 2);
});

Deno.test("nobody watches from another breakout", () => {
  const apart = { ...room, peers: { ...room.peers } };
  const { c } = apart.peers;
  if (c) apart.peers["c"] = { ...c, breakout: "b1" };
  const views = new Map([view("b"), view("c", 720)]);
  assertEquals(watchedLevels(apart, views).get("a:cam")?.level, -1);
});

Deno.test("who is still on the plane before counts", () => {
  const moved = given(
    CREATED,
    placed(),
    joined("a"),
    joined("b"),
    opened("a", "cam"),
    { type: "StandbyPlaced", nodeId: "m2" },
  );
  const standby = moved.peers["b"]?.standby?.generation ?? 0;
  const tiles = [{ producerId: "a:cam", width: 320, height: 180 }];
  const views = new Map([["b", { generation: standby, tiles, ready: [] }]]);
  assertEquals(watchedLevels(moved, views).get("a:cam")?.level, 0);
});
