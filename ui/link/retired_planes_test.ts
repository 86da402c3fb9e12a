import { assertEquals } from "@std/assert";
import { signal } from "@preact/signals";
import { FakePlane } from "./fake_plane.ts";
import { DEAD_MS, OVERLAP_MS, RetiredPlanes, SWAP_MAX_MS } from "./retired_planes.ts";
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

Deno.test("nothing is encoded for a dead node", () => {
  const { retired, plane } = setUp(0);
  retired.tidy(DEAD_MS - 1);
  assertEquals(plane.isInUse, true);
  retired.tidy(DEAD_MS + 1);
  assertEquals([plane.isInUse, plane.isClosed], [false, false]);
});

Deno.test("a room that moves again and again leaves few planes behind", () => {
  const { retired, plane } = setUp(Infinity);
  for (let id = 2; id < 9; id++) retired.add(new FakePlane(id), 0);
  assertEquals([plane.isClosed, retired.planes.map(({ id }) => id)], [true, [7, 8]]);
});
