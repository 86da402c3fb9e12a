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
    const { relay, heardAt } = this;
    const path: IcePath = {
      candidate: "relay",
      protocol: "udp",
      relay,
      checks: { sent: 1, answered: 1 },
      packetsSent: 0,
      heardAt,
    };
    return Promise.resolve({ send: path, recv: path });
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
