import { assertEquals } from "@std/assert";
import { Gauges } from "./gauges.ts";

/** Something that media may take, and what it would measure. */
const way = (id: number, availableBps: number) => ({
  id,
  remotes: [],
  statistics: () => Promise.resolve([]),
  uplink: () => Promise.resolve({ availableBps, lossPercent: 0 }),
  paths: () => Promise.resolve({ send: undefined, recv: undefined }),
  view: { generation: id, ready: [], ice: { wanted: id, applied: id } },
});

const active = way(1, 1_000);
const standby = way(2, 2_000);
const planes = { active, standby, kept: [active, standby] };

/** `isHeld`: nothing is sent to the node. `isFlowing`: nothing comes from there. */
function gauges(isHeld: boolean, isFlowing: boolean): Gauges {
  const direct = { ...way(-1, 3_000), isFlowing };
  return new Gauges(planes, { isHeld, locals: new Map() }, () => direct);
}

Deno.test("the way out that is measured is the one that is sent on", async () => {
  assertEquals((await gauges(false, true).uplink())?.availableBps, 1_000);
  assertEquals((await gauges(true, false).uplink())?.availableBps, 3_000);
});

Deno.test("statistics are of the way that media comes by", async () => {
  const told = async (isFlowing: boolean) => {
    const { plane, isDirect } = await gauges(true, isFlowing).statistics() ?? {};
    return [plane, isDirect];
  };
  assertEquals(await told(true), [-1, true]);
  assertEquals(await told(false), [1, false]);
});

Deno.test("ICE restarts of both planes count", () => {
  assertEquals(gauges(false, false).iceRestarts, 3);
});
