import { assertEquals } from "@std/assert";
import type { Capabilities, Demand, View } from "../../protocol/mod.ts";
import type { Room } from "../room/mod.ts";
import { CREATED, EVERYTHING, given, joined, opened, placed } from "../room/testing/given.ts";
import { CODEC_RETURN_MS, Demands, DOWN_AFTER_MS } from "./demands.ts";

const reads = { capabilities: { ...EVERYTHING, encodes: EVERYTHING.codecs } };
const two = [CREATED, placed(), joined("a", reads), joined("b", reads), opened("a", "cam")];
const room = given(...two);

function views(room: Room, height: number, demand?: Demand): Map<string, View> {
  const tiles = height === 0
    ? []
    : [{ producerId: "a:cam", width: Math.round(height * 16 / 9), height }];
  return new Map(
    Object.values(room.peers).map(({ id, generation }) => [id, {
      generation,
      tiles: id === "a" ? [] : tiles,
      ready: [],
      ...(id === "a" && demand && { demand }),
    }]),
  );
}

const spatial = (demands: Map<string, Demand>) => {
  const [item] = demands.get("a")?.watched ?? [];
  return item ? item.spatial : "all";
};

Deno.test("demand rises at once and falls when it has lasted", () => {
  const demands = new Demands();
  const at = (nowMs: number, height: number) =>
    spatial(demands.settle(room, views(room, height), nowMs));
  assertEquals(at(0, 720), "all");
  assertEquals(at(100, 180), "all");
  assertEquals(demands.dueMs, 100 + DOWN_AFTER_MS);
  assertEquals(at(99 + DOWN_AFTER_MS, 180), "all");
  assertEquals(at(100 + DOWN_AFTER_MS, 180), 0);
  assertEquals(demands.dueMs, Infinity);
  assertEquals(at(101 + DOWN_AFTER_MS, 360), 1);
  assertEquals(at(102 + DOWN_AFTER_MS, 0), 1);
  assertEquals(at(102 + 2 * DOWN_AFTER_MS, 0), null);
  assertEquals(at(103 + 2 * DOWN_AFTER_MS, 720), "all");
});

Deno.test("demand falls to the most that was wanted meanwhile", () => {
  const demands = new Demands();
  const at = (nowMs: number, height: number) =>
    spatial(demands.settle(room, views(room, height), nowMs));
  at(0, 720);
  at(1, 0);
  at(2_000, 360);
  assertEquals(at(1 + DOWN_AFTER_MS, 0), 1);
  assertEquals(at(1 + 2 * DOWN_AFTER_MS, 0), null);
});

Deno.test("a new owner goes on from what the client does", () => {
  const demand: Demand = { codec: "vp9", watched: [{ producerId: "a:cam", spatial: 0 }] };
  const demands = new Demands();
  assertEquals(demands.settle(room, views(room, 180, demand), 0).get("a"), demand);
});

Deno.test("codec changes at once when somebody comes who lacks it, and back after a while", () => {
  const av1 = { type: "SettingsChanged", settings: { ...room.meeting.settings, video: "av1" } };
  const by = { kind: "service", name: "test" };
  const chosen = given(...two, { ...av1, by } as Parameters<typeof given>[0]);
  const demands = new Demands();
  const at = (room: Room, nowMs: number) =>
    demands.settle(room, views(room, 720), nowMs).get("a")?.codec;
  assertEquals(at(room, 0), "vp8");
  assertEquals(at(chosen, 1), "av1", "the meeting chose it");
  const old: Capabilities = { codecs: ["opus", "vp8"], extensions: [] };
  const peer = chosen.peers["b"];
  const withOld = {
    ...chosen,
    peers: { ...chosen.peers, ...(peer && { old: { ...peer, id: "old", capabilities: old } }) },
  };
  assertEquals(at(withOld, 2), "vp8");
  assertEquals(at(chosen, 3), "vp8");
  assertEquals(demands.dueMs, 3 + CODEC_RETURN_MS);
  assertEquals(at(chosen, 3 + CODEC_RETURN_MS), "av1");
});

Deno.test("who does not read demands is told none", () => {
  const demands = new Demands();
  const plain = given(CREATED, placed(), joined("a"), joined("b"), opened("a", "cam"));
  assertEquals(demands.settle(plain, views(plain, 0), 0), new Map());
});
