import { assertEquals } from "@std/assert";
import { CREATED, given, joined, placed } from "../room/testing/given.ts";
import { nextMove, type Sights, STANDBY_KEPT_PEERS_MAX, STANDBY_PEERS_MAX } from "./steering.ts";

const SIGHTS: Sights = {
  standbyOn: true,
  settledPeers: 2,
  mustLeave: () => false,
  choose: (except) => ["m1", "m2", "m3"].find((node) => !except.includes(node)),
  isStandbyReady: true,
};
const standby = { type: "StandbyPlaced", nodeId: "m2" } as const;
const two = given(CREATED, placed("m1"), joined("a"), joined("b"));
const secured = given(CREATED, placed("m1"), joined("a"), joined("b"), standby);
const generation = secured.standby?.generation ?? 0;

Deno.test("a room with people and no media is placed, or waits for a node", () => {
  const room = given(CREATED, joined("a"));
  assertEquals(nextMove(room, SIGHTS), { type: "placeMedia", nodeId: "m1" });
  assertEquals(nextMove(room, { ...SIGHTS, choose: () => undefined }), "wait");
});

Deno.test("nobody in it, nothing to do", () => {
  assertEquals(nextMove(given(CREATED), SIGHTS), undefined);
});

Deno.test("a room of two that have media gets a standby on another node", () => {
  assertEquals(nextMove(two, SIGHTS), { type: "placeStandby", nodeId: "m2" });
  assertEquals(nextMove(secured, SIGHTS), undefined);
});

Deno.test("no standby before two have media, for too many, on one node, or where it is off", () => {
  const crowd = Array.from({ length: STANDBY_PEERS_MAX + 1 }, (_, n) => joined(`p${n}`));
  const full = given(CREATED, placed("m1"), ...crowd);
  assertEquals(nextMove(two, { ...SIGHTS, settledPeers: 1 }), undefined);
  assertEquals(nextMove(full, SIGHTS), undefined);
  assertEquals(nextMove(two, { ...SIGHTS, choose: () => undefined }), undefined);
  assertEquals(nextMove(two, { ...SIGHTS, standbyOn: false }), undefined);
});

Deno.test("a standby is given up where it is switched off, or for a crowd", () => {
  const lose = { type: "loseStandby", nodeId: "m2", generation } as const;
  assertEquals(nextMove(secured, { ...SIGHTS, standbyOn: false }), lose);
  const people = (count: number) => Array.from({ length: count }, (_, n) => joined(`p${n}`));
  const room = (count: number) => given(CREATED, placed("m1"), standby, ...people(count));
  assertEquals(nextMove(room(STANDBY_PEERS_MAX + 1), SIGHTS), undefined);
  const crowd = room(STANDBY_KEPT_PEERS_MAX + 1);
  assertEquals(nextMove(crowd, SIGHTS), { ...lose, generation: crowd.standby?.generation ?? 0 });
});

Deno.test("a node that is to be left is left by way of a standby that is ready", () => {
  const mustLeave = (nodeId: string) => nodeId === "m1";
  const leaving = { ...SIGHTS, mustLeave, standbyOn: false };
  assertEquals(nextMove(two, leaving), { type: "placeStandby", nodeId: "m2" });
  assertEquals(nextMove(secured, leaving), { type: "promoteStandby", generation });
  assertEquals(nextMove(secured, { ...leaving, isStandbyReady: false }), undefined);
});

Deno.test("a standby on a node that is to be left goes elsewhere, and is not moved to", () => {
  const lose = { type: "loseStandby", nodeId: "m2", generation } as const;
  assertEquals(nextMove(secured, { ...SIGHTS, mustLeave: (nodeId) => nodeId === "m2" }), lose);
  assertEquals(nextMove(secured, { ...SIGHTS, mustLeave: () => true }), lose);
});
