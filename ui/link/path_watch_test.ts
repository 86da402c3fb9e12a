import { assertEquals } from "@std/assert";
import { arrivalClock } from "./arrivals.ts";
import type { IcePath } from "./ice_path.ts";
import { type Pathed, PathWatch, type PlanePaths } from "./path_watch.ts";

class RelayedPlane implements Pathed {
  readonly isClosed = false;
  readonly ice = { isAnswered: true };
  /** What its ways go through, and when each was last heard. */
  readonly relay: string;
  heardAt = arrivalClock() - 5_000;

  constructor(relay: string) {
    this.relay = relay;
  }

  paths(): Promise<PlanePaths> {
    const path = relayed(this.relay, this.heardAt);
    return Promise.resolve({ send: path, recv: path });
  }
}

const relayed = (relay: string, heardAt: number): IcePath => ({
  candidate: "relay",
  protocol: "udp",
  relay,
  checks: { sent: 1, answered: 1 },
  packetsSent: 0,
  heardAt,
});

/** Its two ways go through a relay each, and the one that is received by is silent. */
class SplitPlane extends RelayedPlane {
  override paths(): Promise<PlanePaths> {
    const send = relayed("192.0.2.2:3478", arrivalClock());
    return Promise.resolve({ send, recv: relayed(this.relay, this.heardAt) });
  }
}

Deno.test("a relay that falls silent takes all ways through it along; one that stays away is stuck", async () => {
  const busy = new RelayedPlane("192.0.2.1:3478");
  const quiet = new RelayedPlane("192.0.2.1:3478");
  const other = new RelayedPlane("192.0.2.2:3478");
  const lost = Promise.withResolvers<readonly Pathed[]>();
  const stuck = Promise.withResolvers<Pathed>();
  let restarts = 0;
  using watch = new PathWatch<RelayedPlane>({
    planes: () => [busy, quiet, other],
    expectsMedia: (plane) => plane === busy,
    lost(planes) {
      restarts++;
      busy.ice.isAnswered = false;
      lost.resolve(planes);
    },
    stuck: stuck.resolve,
  });
  assertEquals(await lost.promise, [busy, quiet]);
  assertEquals([...watch.deadRelays], ["192.0.2.1:3478"]);
  assertEquals(watch.relaysOf(other), new Set(["192.0.2.2:3478"]));
  busy.ice.isAnswered = true;
  assertEquals(await stuck.promise, busy);
  assertEquals([watch.isLost(busy), watch.isLost(other)], [true, false]);
  assertEquals(restarts >= 1, true);
});

Deno.test("where the ways of a plane go through two relays, the death of either is the plane's, and that relay's alone", async () => {
  const split = new SplitPlane("192.0.2.1:3478");
  const lost = Promise.withResolvers<readonly Pathed[]>();
  using watch = new PathWatch<RelayedPlane>({
    planes: () => [split],
    expectsMedia: () => true,
    lost: lost.resolve,
    stuck() {},
  });
  assertEquals(await lost.promise, [split]);
  assertEquals([...watch.deadRelays], ["192.0.2.1:3478"]);
  assertEquals(watch.relaysOf(split), new Set(["192.0.2.1:3478", "192.0.2.2:3478"]));
});
