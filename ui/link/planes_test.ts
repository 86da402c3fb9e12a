import { assertEquals } from "@std/assert";
import { signal } from "@preact/signals";
import type { MediaUpdate, TransportInfo } from "../../protocol/mod.ts";
import { FakePlane } from "./fake_plane.ts";
import { Planes } from "./planes.ts";
import { RetiredPlanes } from "./retired_planes.ts";
import type { RemoteTrack } from "./tracks.ts";

const info: TransportInfo = {
  id: "t1",
  iceParameters: { usernameFragment: "user", password: "password" },
  iceCandidates: [],
  dtlsParameters: { fingerprints: [{ algorithm: "sha-256", value: "AA" }] },
};
const media = (generation: number, use: MediaUpdate["use"]): MediaUpdate => ({
  generation,
  use,
  transports: { send: info, recv: info },
  consumers: [],
  closed: [],
});

function setUp() {
  const made: FakePlane[] = [];
  let filled = Promise.withResolvers<void>();
  const shown = signal<ReadonlyMap<string, RemoteTrack>>(new Map());
  const planes = new Planes<FakePlane>({
    retired: new RetiredPlanes({ shown, arrivedAt: () => Infinity }, () => "nothing"),
    make: ({ generation }, _, isInUse) => {
      const plane = new FakePlane(made.length + 1, { generation, isInUse });
      made.push(plane);
      return plane;
    },
    fill: () => {
      filled.resolve();
      filled = Promise.withResolvers();
    },
    changed: () => {},
    standbyDelayMs: 1,
  });
  return { planes, made, filled: () => filled.promise };
}

/** A plane in use and one that stands by. */
async function secured() {
  const all = setUp();
  all.planes.replace(media(1, "active"));
  all.planes.offer(media(2, "standby"));
  await all.filled();
  return all;
}

Deno.test("a standby waits until the plane in use got through, and sends nothing", async () => {
  const { planes, made, filled } = setUp();
  planes.replace(media(1, "active"));
  if (made[0]) made[0].isConnected = false;
  planes.offer(media(2, "standby"));
  planes.prepare();
  assertEquals(planes.standby, undefined);
  if (made[0]) made[0].isConnected = true;
  planes.prepare();
  await filled();
  assertEquals([planes.standby?.generation, planes.standby?.isInUse], [2, false]);
  planes.close();
});

Deno.test("a promoted standby sends at once, and the plane before it for a while", async () => {
  const { planes, made } = await secured();
  planes.promote();
  assertEquals([planes.generation, planes.standby], [2, undefined]);
  assertEquals(made.map(({ isInUse, isClosed }) => [isInUse, isClosed]), [
    [true, false],
    [true, false],
  ]);
  assertEquals(planes.all.map(({ id }) => id), [2, 1]);
  planes.close();
});

Deno.test("a plane that is lost sends no more once the standby took over, and is shown until that plays", async () => {
  const { planes, made } = await secured();
  planes.promote(true);
  assertEquals(made.map(({ isInUse, isClosed }) => [isInUse, isClosed]), [
    [false, false],
    [true, false],
  ]);
  planes.close();
});

Deno.test("a newer standby replaces an older one; what is old or known is not built again", async () => {
  const { planes, made, filled } = await secured();
  planes.offer(media(2, "standby"));
  planes.replace(media(1, "active"));
  assertEquals(made.length, 2);
  planes.offer(media(3, "standby"));
  await filled();
  assertEquals([planes.standby?.generation, made[1]?.isClosed], [3, true]);
  planes.close();
});

Deno.test("a standby is given up when it is withdrawn, before it was built too", async () => {
  const { planes, made } = await secured();
  planes.withdraw(1);
  assertEquals(planes.active?.isClosed, false, "only a standby can be withdrawn");
  planes.withdraw(2);
  assertEquals([planes.standby, made[1]?.isClosed], [undefined, true]);
  planes.offer(media(3, "standby"));
  planes.withdraw(3); // And no timer is left.
  assertEquals(made.length, 2);
});

Deno.test("a new session keeps nothing of the last one's planes but what they show", async () => {
  const { planes, made } = await secured();
  planes.begin();
  assertEquals([planes.generation, planes.kept], [0, []]);
  assertEquals(made.map(({ isClosed }) => isClosed), [false, true]);
  planes.replace(media(1, "active"));
  assertEquals(planes.all.map(({ id }) => id), [3, 1]);
  planes.close();
  assertEquals(made.every(({ isClosed }) => isClosed), true);
});
