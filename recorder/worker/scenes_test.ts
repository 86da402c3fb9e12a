import { assertEquals } from "@std/assert";
import type { Span } from "../../kit/mod.ts";
import type { Footage } from "./footage.ts";
import { canvasOf } from "./layout.ts";
import { FRAME_RATE, GRID_MAX, STRIP_MAX } from "./limits.ts";
import { scenesOf } from "./scenes.ts";
import type { Person, Stage } from "./stage.ts";

const CANVAS = canvasOf(720);
const span = (from: number, to: number): Span => ({ startMs: from * 1_000, endMs: to * 1_000 });

let footages = 0;
const footage = (peerId: string, source: "cam" | "screen", ...spans: Span[]): Footage => ({
  id: footages++,
  peerId,
  name: peerId,
  source,
  codec: "vp8",
  clips: [],
  spans,
});

const person = (peerId: string, present: Span, rest: Partial<Person> = {}): Person => ({
  peerId,
  name: peerId,
  present: [present],
  cameras: [footage(peerId, "cam", present)],
  speech: [],
  ...rest,
});

const stage = (durationSeconds: number, rest: Partial<Stage>): Stage => ({
  durationMs: durationSeconds * 1_000,
  people: [],
  shares: [],
  spotlights: [],
  gaps: [],
  ...rest,
});

/** `0-4 ada bob*`: from and to in seconds, a star for initials, a plus for a screen. */
const told = (given: Stage) =>
  scenesOf(given, CANVAS).map(({ fromFrame, toFrame, tiles, isGap }) =>
    [
      `${fromFrame / FRAME_RATE}-${toFrame / FRAME_RATE}`,
      ...tiles.map(({ peerId, footage, isScreen }) =>
        `${peerId}${footage ? "" : "*"}${isScreen ? "+" : ""}`
      ),
      ...(isGap ? ["gap"] : []),
    ].join(" ")
  );

Deno.test("joins and leaves make scenes that follow each other without a hole", () => {
  const people = [person("ada", span(0, 20)), person("bob", span(4, 12))];
  assertEquals(told(stage(20, { people })), ["0-4 ada", "4-12 ada bob", "12-20 ada"]);
});

Deno.test("a camera that is off leaves initials", () => {
  const cameras = [footage("ada", "cam", span(0, 5), span(9, 20))];
  const people = [person("ada", span(0, 20), { cameras })];
  assertEquals(told(stage(20, { people })), ["0-5 ada", "5-9 ada*", "9-20 ada"]);
});

Deno.test("what is shared is large, the latest of several, with cameras beside it", () => {
  const people = [person("ada", span(0, 20)), person("bob", span(0, 20))];
  const share = (peerId: string, from: number, to: number) => ({
    peerId,
    name: peerId,
    footage: footage(peerId, "screen", span(from, to)),
  });
  const given = stage(20, { people, shares: [share("ada", 4, 16), share("bob", 8, 12)] });
  assertEquals(told(given), [
    "0-4 ada bob",
    "4-8 ada+ ada bob",
    "8-12 bob+ ada bob",
    "12-16 ada+ ada bob",
    "16-20 ada bob",
  ]);
});

Deno.test("who is in the spotlight is large and comes first, while they are there", () => {
  const people = [person("ada", span(0, 20)), person("bob", span(0, 12))];
  const spotlights = [{ peerId: "bob", ...span(4, 16) }];
  assertEquals(told(stage(20, { people, spotlights })), [
    "0-4 ada bob",
    "4-12 bob ada",
    "12-20 ada",
  ]);
});

Deno.test("of more people than there is room for, those are seen who speak", () => {
  const names = Array.from({ length: GRID_MAX + 1 }, (_, at) => `p${at}`);
  const last = names.at(-1) ?? "";
  const people = names.map((name) =>
    person(name, span(0, 30), { speech: name === last ? [span(10, 14)] : [] })
  );
  const [first, second] = scenesOf(stage(30, { people }), CANVAS);
  const seen = [first, second].map((scene) => scene?.tiles.some(({ peerId }) => peerId === last));
  assertEquals([seen, second?.fromFrame], [[false, true], 10 * FRAME_RATE]);
  assertEquals(second?.tiles.length, GRID_MAX);
});

Deno.test("a strip has room for a few, and a cough brings nobody into it", () => {
  const names = ["a", "b", "c", "d", "e", "f"];
  const people = names.map((name) =>
    person(name, span(0, 20), { speech: name === "f" ? [span(5, 6)] : [] })
  );
  const shares = [{ peerId: "a", name: "a", footage: footage("a", "screen", span(0, 20)) }];
  assertEquals(told(stage(20, { people, shares })), ["0-20 a+ a b c d"]);
  assertEquals(STRIP_MAX, 4);
});

Deno.test("a short scene is part of the next, and at the end of the one before", () => {
  const people = [person("ada", span(0, 20)), person("bob", span(4, 4.5))];
  assertEquals(told(stage(20, { people })), ["0-4 ada", "4-20 ada"]);
  const late = [person("ada", span(0, 20)), person("bob", span(19.5, 20))];
  assertEquals(told(stage(20, { people: late })), ["0-20 ada"]);
});

Deno.test("a meeting that nobody is in is an empty scene, and a gap says so", () => {
  assertEquals(told(stage(10, { gaps: [span(4, 6)] })), ["0-4", "4-6 gap", "6-10"]);
});
