import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { Footage } from "./footage.ts";
import { canvasOf, gridLayout } from "./layout.ts";
import { frameAt, type Scene, type Tile } from "./scenes.ts";
import { type PlanOptions, planPieces } from "./plan.ts";

const CANVAS = canvasOf(720);
const cam: Footage = {
  id: 7,
  peerId: "ada",
  name: "Ada",
  source: "cam",
  codec: "vp8",
  clips: [{
    segment: {
      track: 0,
      index: 0,
      startMs: 0,
      endMs: 4_000,
      object: { key: "a/b", sizeBytes: 1, sha256: "c3Vt" },
    },
    startMs: 0,
    endMs: 4_000,
  }],
  spans: [{ startMs: 0, endMs: 4_000 }],
};

function tiles(name = "Ada"): Tile[] {
  const [first, second] = gridLayout(CANVAS, 2);
  assert(first && second);
  const ada = { peerId: "ada", name, isScreen: false, footage: cam, rect: first };
  return [ada, { ...ada, peerId: "bob", name: "Bob", footage: null, rect: second }];
}

const scene = (fromMs: number, toMs: number, given = tiles()): Scene => ({
  fromFrame: frameAt(fromMs),
  toFrame: frameAt(toMs),
  tiles: given,
  isGap: false,
});

const plan = (scenes: readonly Scene[], rest: Partial<PlanOptions> = {}) =>
  planPieces({
    scenes,
    canvas: CANVAS,
    small: canvasOf(360),
    font: undefined,
    speechOf: () => [],
    ...rest,
  });

Deno.test("a long scene is cut into pieces of half a minute that leave nothing out", () => {
  const pieces = plan([scene(0, 100_000), scene(100_000, 101_000)]);
  assertEquals(pieces.map(({ fromFrame, toFrame }) => [fromFrame, toFrame]), [
    [0, 750],
    [750, 1_500],
    [1_500, 2_250],
    [2_250, 3_000],
    [3_000, 3_030],
  ]);
  assertEquals(new Set(pieces.map(({ name }) => name)).size, pieces.length);
});

Deno.test("a piece has the same name as long as what it shows is the same", () => {
  const [piece] = plan([scene(0, 4_000)]);
  assertEquals(plan([scene(0, 4_000)])[0]?.name, piece?.name);
  const [clip] = cam.clips;
  assert(clip);
  const other = { ...cam, clips: [{ ...clip, startMs: 20 }] };
  const changed = [
    plan([scene(0, 4_000, tiles("Eve"))]),
    plan([
      scene(0, 4_000, tiles().map((tile) => tile.footage ? { ...tile, footage: other } : tile)),
    ]),
    plan([scene(0, 4_000)], { speechOf: () => [{ startMs: 1_000, endMs: 3_000 }] }),
    plan([scene(0, 4_000)], { canvas: canvasOf(480) }),
  ];
  for (const [one] of changed) assertNotEquals(one?.name, piece?.name);
});

Deno.test("names are drawn from files, so that none of them can be a filter", () => {
  const evil = "':enable=0,movie=/etc/passwd[x];%{pts}";
  const [piece] = plan([scene(0, 4_000, tiles(evil))]);
  assert(piece);
  assert(!piece.graph.script.includes("passwd"));
  assert(piece.graph.texts.some(({ text }) => text.includes("movie=")));
  assertEquals(piece.graph.script.match(/drawtext=/g)?.length, piece.graph.texts.length);
  assertEquals(piece.graph.script.match(/expansion=none/g)?.length, piece.graph.texts.length);
});

Deno.test("who speaks is marked for as long as they do, in the piece's own time", () => {
  const speech = [{ startMs: 31_000, endMs: 33_500 }, { startMs: 55_000, endMs: 70_000 }];
  const [first, second] = plan([scene(0, 60_000)], {
    speechOf: (peerId) => peerId === "bob" ? speech : [],
  });
  assert(!first?.graph.script.includes("between"));
  assert(second?.graph.script.includes("'between(t,1.000,3.500)+between(t,25.000,30.000)'"));
});

Deno.test("pictures that can't be decoded leave initials in their place", () => {
  const [piece] = plan([scene(0, 4_000)]);
  assert(piece);
  assertEquals(piece.graph.inputs.length, 1);
  const graph = piece.without(new Set([cam.id]));
  assertEquals([graph.inputs.length, graph.texts.map(({ text }) => text)], [
    0,
    ["A", "Ada", "B", "Bob"],
  ]);
});
