import { assertEquals } from "@std/assert";
import { signal } from "@preact/signals";
import { FakePlane } from "./fake_plane.ts";
import { ASK_AGAIN_MS, DEAD_MS, OVERLAP_MS, RetiredPlanes, SWAP_MAX_MS } from "./retired_planes.ts";
import type { RemoteTrack } from "./tracks.ts";

/** A plane retired at 0 with a camera that last brought something at `arrivedAt`. */
function setUp(arrivedAt: number) {
  const shown = signal<ReadonlyMap<string, RemoteTrack>>(new Map());
  const retired = new RetiredPlanes<FakePlane>(
    { shown, arrivedAt: () => arrivedAt },
    () => "frames",
  );
  const plane = new FakePlane(1);
  const remote = plane.receive("ada.cam");
  shown.value = new Map([["ada.cam", remote]]);
  retired.add(plane, 0);
  return { retired, plane, hide: () => shown.value = new Map() };
}

Deno.test("a plane sends on for a moment after another took over, then it is closed", () => {
  const { retired, plane, hide } = setUp(Infinity);
  hide();
  retired.tidy(OVERLAP_MS - 1);
  assertEquals([plane.isClosed, plane.isInUse], [false, true]);
  assertEquals(retired.tidy(OVERLAP_MS), true);
  assertEquals([plane.isClosed, retired.planes], [true, []]);
});

Deno.test("a plane that still shows something stays, but not for ever", () => {
  const { retired, plane } = setUp(Infinity);
  retired.tidy(OVERLAP_MS);
  assertEquals(plane.isClosed, false);
  retired.tidy(SWAP_MAX_MS);
  assertEquals(plane.isClosed, true);
});

Deno.test("nothing is encoded for a dead node", async () => {
  const { retired, plane } = setUp(0);
  retired.tidy(DEAD_MS);
  await plane.heardAt();
  assertEquals(plane.isInUse, true, "it may still be alive");
  retired.tidy(DEAD_MS + 1);
  await plane.heardAt();
  assertEquals([plane.isInUse, plane.isClosed], [false, false]);
});

Deno.test("a plane whose silence made it retire is dead at once", async () => {
  const { retired, plane } = setUp(-DEAD_MS);
  plane.heard = -DEAD_MS;
  retired.tidy(1);
  await plane.heardAt();
  assertEquals(plane.isInUse, false);
});

Deno.test("a node that others have left already is not dead while its packets come", async () => {
  const { retired, plane } = setUp(0);
  plane.heard = DEAD_MS;
  retired.tidy(DEAD_MS + 1);
  await plane.heardAt();
  assertEquals(plane.isInUse, true);
  retired.tidy(DEAD_MS + ASK_AGAIN_MS);
  await plane.heardAt();
  assertEquals(plane.isInUse, true, "what the browser says so soon may be old");
  retired.tidy(2 * DEAD_MS + 1);
  await plane.heardAt();
  assertEquals(plane.isInUse, false);
});

Deno.test("a room that moves again and again leaves few planes behind", () => {
  const { retired, plane } = setUp(Infinity);
  for (let id = 2; id < 9; id++) retired.add(new FakePlane(id), 0);
  assertEquals([plane.isClosed, retired.planes.map(({ id }) => id)], [true, [7, 8]]);
});
