import { assertEquals } from "@std/assert";
import { limited, topLayerOf } from "./watched_layers.ts";

const SIMULCAST = [
  { rid: "r0", scaleResolutionDownBy: 4, maxBitrate: 150_000 },
  { rid: "r1", scaleResolutionDownBy: 2, maxBitrate: 500_000 },
  { rid: "r2", scaleResolutionDownBy: 1, maxBitrate: 1_700_000 },
];
const SVC = [{ scalabilityMode: "L3T3_KEY", maxBitrate: 1_000_000 }];

Deno.test("simulcast layers above what is shown are switched off, and on again", () => {
  const active = (top: number | null | undefined) =>
    limited(SIMULCAST, SIMULCAST, top).map((encoding) => encoding.active);
  assertEquals(active(1), [true, true, false]);
  assertEquals(active(null), [false, false, false]);
  assertEquals(active(undefined), [true, true, true]);
  assertEquals(limited(SIMULCAST, SIMULCAST, 0)[2]?.rid, "r2", "the rest of them stays");
});

Deno.test("SVC ends at the layer that is shown, at its size", () => {
  assertEquals(limited(SVC, SVC, 1), [{
    active: true,
    scalabilityMode: "L2T3_KEY",
    scaleResolutionDownBy: 2,
    maxBitrate: 300_000,
  }]);
  const lowest = limited(SVC, SVC, 0);
  assertEquals(lowest[0]?.scalabilityMode, "L1T3");
  const [again] = limited(lowest, SVC, undefined);
  assertEquals(again?.scalabilityMode, "L3T3_KEY");
  assertEquals(again?.scaleResolutionDownBy, 1);
});

Deno.test("a stream of one layer is sent or not", () => {
  const one = [{ scalabilityMode: "L1T3" }];
  assertEquals(limited(one, one, 0), [{ scalabilityMode: "L1T3", active: true }]);
  assertEquals(limited(one, one, null), [{ scalabilityMode: "L1T3", active: false }]);
});

Deno.test("demands name producers, tracks have keys", () => {
  const demand = {
    codec: "vp8" as const,
    watched: [{ producerId: "p-1:cam", spatial: null }, { producerId: "p-1:screen-2", spatial: 0 }],
  };
  assertEquals(topLayerOf(demand, "cam"), null);
  assertEquals(topLayerOf(demand, "screen-2"), 0);
  assertEquals(topLayerOf(demand, "screen-1"), undefined);
  assertEquals(topLayerOf(undefined, "cam"), undefined);
});
