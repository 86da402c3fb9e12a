import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { checkArguments, mixGraph, originalArguments, pieceArguments } from "./commands.ts";
import { concatList } from "./concat_list.ts";

Deno.test("a piece begins with the picture before it, and waits for what begins later", () => {
  const args = pieceArguments({
    inputs: [{ path: "a.webm", startMs: 2_000 }, { path: "b.webm", startMs: 40_000 }],
    script: "graph",
    fromMs: 30_000,
    frames: 900,
    threads: 1,
    large: "large.mp4",
    small: "small.mp4",
  });
  const [first, second] = args.join(" ").split("-reinit_filter 0").slice(1);
  assertStringIncludes(first ?? "", "-ss 26.500000 -t 32.500000 -i a.webm");
  assertStringIncludes(second ?? "", "-itsoffset 11.500000 -t 32.500000 -i b.webm");
  assertEquals(args.filter((word) => word === "-frames:v").length, 2);
});

Deno.test("the same input makes the same bytes: no dates, no versions", () => {
  const args = originalArguments("list", { startMs: 0, codec: "opus" }, "out.webm");
  assertStringIncludes(args.join(" "), "-map_metadata -1 -fflags +bitexact");
});

Deno.test("a codec that WebM has no room for is kept in Matroska", () => {
  const containerOf = (codec: string) => originalArguments("l", { startMs: 0, codec }, "o").at(-2);
  assertEquals(["opus", "vp8", "vp9", "av1", "h264"].map(containerOf), [
    "webm",
    "webm",
    "webm",
    "webm",
    "matroska",
  ]);
});

Deno.test("voices are mixed as loud as they are, and their times counted anew", () => {
  const graph = mixGraph([{ path: "a", gainDb: 3.5 }, { path: "b", gainDb: -2 }], 10_000);
  assertStringIncludes(graph, "amix=inputs=2:duration=longest:dropout_transition=0:normalize=0");
  assertStringIncludes(graph, "first_pts=0,asetpts=N/SR/TB");
  assertStringIncludes(graph, "volume=3.5dB");
  assertStringIncludes(graph, "atrim=end=10.000000[mix]");
  assertStringIncludes(mixGraph([], 10_000), "anullsrc");
});

Deno.test("a list tells how long each file lasts, and where one is cut", () => {
  const list = concatList([{ path: "a", durationMs: 4_000.5 }, { path: "b", cutMs: 2_000 }]);
  assertEquals(
    list,
    "ffconcat version 1.0\nfile 'a'\nduration 4.000500\nfile 'b'\noutpoint 2.000000\n",
  );
});

Deno.test("what is checked from its start is not sought in", () => {
  assert(!checkArguments("a", 0).includes("-ss"));
  assert(checkArguments("a", 1_000).includes("-ss"));
});
