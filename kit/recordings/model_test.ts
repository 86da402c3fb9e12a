import { assertEquals } from "@std/assert";
import { awaited, readManifest, tracksOf } from "./model.ts";
import { entry, opened, segment, stored, track } from "./testing/manifest.ts";

Deno.test("a manifest tells what is stored, what is awaited and what is lost", () => {
  const model = readManifest([
    opened(0, "p1"),
    track(10, "p1", 0),
    ...stored("p1", segment(0, 0, 100, 4_000)),
    entry(8_000, "p1", { type: "SegmentClosed", segment: segment(0, 1, 4_000, 8_000) }),
    entry(9_000, "p1", { type: "SegmentClosed", segment: segment(0, 2, 8_000, 9_000) }),
    entry(9_100, "p1", { type: "SegmentLost", track: 0, index: 2 }),
  ]);
  const [only] = tracksOf(model);
  const indices = [only?.segments, only?.waiting, only?.lost].map((all) =>
    all?.map((s) => s.index)
  );
  assertEquals(indices, [[0], [1], [2]]);
  assertEquals(awaited(model), { parts: 1, segments: 1 });
});

Deno.test("a manifest whose entries are written twice reads the same", () => {
  const entries = [
    opened(0, "p1"),
    track(10, "p1", 0),
    ...stored("p1", segment(0, 0, 100, 4_000)),
    entry(5_000, "p1", { type: "PartClosed", end: "finished" }),
  ];
  assertEquals(readManifest([...entries, ...entries]), readManifest(entries));
});
