import { assert, assertEquals, assertLess } from "@std/assert";
import { layout } from "./layout.ts";
import { camTile, type Layout, LAYOUT_MODES, type LayoutState, screenTile } from "./state.ts";

const SIZES = {
  "4K": { width: 3_808, height: 2_040 },
  desktop: { width: 1_248, height: 658 },
  tablet: { width: 788, height: 1_050 },
  phone: { width: 374, height: 700 },
  "phone, turned": { width: 828, height: 270 },
  small: { width: 640, height: 360 },
  tiny: { width: 324, height: 280 },
} as const;

const person = (id: string) => ({ id, hasVideo: true });
const many = (
  count: number,
) => ["self", ...Array.from({ length: count - 1 }, (_, n) => `p${n + 1}`)];

function stateOf(ids: readonly string[], more: Partial<LayoutState> = {}): LayoutState {
  return {
    mode: "auto",
    selfId: "self",
    people: ids.map(person),
    shares: [],
    pinned: null,
    spotlight: [],
    speaker: null,
    recent: [],
    page: 0,
    corner: "bottom-right",
    hidesSelf: false,
    hidesWithoutVideo: false,
    held: [],
    ...more,
  };
}

const SHARE = [{ id: "s1", peerId: "p1" }];
const idsOf = ({ tiles }: Layout, role?: string) =>
  tiles.filter((tile) => role === undefined || tile.role === role).map(({ id }) => id);
const cams = (...ids: string[]) => ids.map(camTile);

Deno.test("no tile overlaps another, and all are in the window, in every mode and size", () => {
  for (const [name, size] of Object.entries(SIZES)) {
    for (const mode of LAYOUT_MODES) {
      for (const count of [1, 2, 3, 5, 9, 26, 60]) {
        for (const shares of [[], SHARE]) {
          for (const spotlight of [[], ["p1", "p2"]]) {
            const state = stateOf(many(count), {
              mode,
              shares: count > 1 ? shares : [],
              spotlight,
            });
            const result = layout(state, size);
            const what = `${name}, ${mode}, ${count} people, ${shares.length} shares`;
            assertWhole(result, size, what);
            assert(result.tiles.length > 0, what);
          }
        }
      }
    }
  }
});

function assertWhole(result: Layout, size: { width: number; height: number }, what: string) {
  const fixed = result.tiles.filter(({ role }) => role !== "corner");
  for (const [index, a] of fixed.entries()) {
    assert(a.width > 0 && a.height > 0, `${what}: ${a.id} is nothing`);
    for (const b of fixed.slice(index + 1)) {
      const isApart = a.x + a.width <= b.x || b.x + b.width <= a.x ||
        a.y + a.height <= b.y || b.y + b.height <= a.y;
      assert(isApart, `${what}: ${a.id} covers ${b.id}`);
    }
    if (!result.pager) continue;
    const isClear = a.y + a.height <= result.pager.y || a.x + a.width <= result.pager.x ||
      a.y >= result.pager.y + result.pager.height;
    assert(isClear, `${what}: ${a.id} is under the pages' buttons`);
  }
  for (const { id, x, y, width, height } of result.tiles) {
    assert(x >= 0 && y >= 0, `${what}: ${id} begins outside`);
    assert(x + width <= size.width && y + height <= size.height, `${what}: ${id} ends outside`);
  }
  assertEquals(new Set(idsOf(result)).size, result.tiles.length, `${what}: twice`);
}

Deno.test("pages hold everybody once", () => {
  for (const mode of LAYOUT_MODES) {
    for (const size of [SIZES.desktop, SIZES.phone]) {
      const state = stateOf(many(60), { mode });
      const { pages } = layout(state, size);
      assert(pages > 1);
      const seen = Array.from({ length: pages }, (_, page) => {
        const { tiles } = layout({ ...state, page }, size);
        return tiles.filter(({ role }) => role === "grid" || role === "strip").map(({ id }) => id);
      }).flat();
      assertEquals(new Set(seen).size, seen.length);
      const elsewhere = layout(state, size).tiles.filter(({ role }) =>
        role === "stage" || role === "corner"
      );
      assertEquals(seen.length + elsewhere.length, 60, `${mode}, ${size.width}`);
    }
  }
});

Deno.test("pages past the end are the last; the next and the one before are held ready", () => {
  const state = stateOf(many(60), { mode: "gallery" });
  const { pages } = layout(state, SIZES.desktop);
  const last = layout({ ...state, page: 99 }, SIZES.desktop);
  assertEquals(last.page, pages - 1);
  const first = layout(state, SIZES.desktop);
  const second = layout({ ...state, page: 1, held: first.order }, SIZES.desktop);
  assertEquals(first.ahead.map(({ id }) => id), idsOf(second));
  assertEquals(first.ahead[0]?.x, second.tiles[0]?.x);
});

Deno.test("two people are face to face, and oneself floats", () => {
  const result = layout(stateOf(["self", "ada"]), SIZES.desktop);
  assertEquals([idsOf(result, "stage"), idsOf(result, "corner")], [cams("ada"), cams("self")]);
  const pinned = layout(stateOf(["self", "ada"], { pinned: camTile("self") }), SIZES.desktop);
  assertEquals([idsOf(pinned, "stage"), idsOf(pinned, "corner")], [cams("self"), cams("ada")]);
  const three = layout(stateOf(["self", "ada", "ben"]), SIZES.desktop);
  assertEquals(idsOf(three, "grid"), cams("ada", "ben", "self"));
});

Deno.test("a shared screen comes first, and fills what the others leave", () => {
  const result = layout(stateOf(["self", "p1", "p2"], { shares: SHARE }), SIZES.desktop);
  assertEquals(idsOf(result, "stage"), [screenTile("s1")]);
  assertEquals(idsOf(result, "strip"), cams("p1", "p2", "self"));
  assertEquals(result.tiles[0]?.height, SIZES.desktop.height);
  const two = [...SHARE, { id: "s2", peerId: "p2" }];
  const newest = layout(stateOf(["self", "p1", "p2"], { shares: two }), SIZES.desktop);
  assertEquals(idsOf(newest, "stage"), [screenTile("s2")]);
  assertEquals(idsOf(newest, "strip")[0], screenTile("s1"));
  const gallery = layout(
    stateOf(["self", "p1"], { shares: SHARE, mode: "gallery" }),
    SIZES.desktop,
  );
  assertEquals(idsOf(gallery), [screenTile("s1"), ...cams("p1", "self")]);
});

Deno.test("what is pinned is large in every mode, before everything else", () => {
  for (const mode of LAYOUT_MODES) {
    const state = stateOf(many(5), {
      mode,
      shares: SHARE,
      spotlight: ["p3"],
      pinned: camTile("p2"),
    });
    assertEquals(idsOf(layout(state, SIZES.desktop), "stage"), cams("p2"), mode);
    const gone = layout({ ...state, pinned: camTile("gone") }, SIZES.desktop);
    const expected = mode === "gallery" ? cams("p3") : [screenTile("s1")];
    assertEquals(idsOf(gone, "stage"), expected, mode);
  }
});

Deno.test("the spotlight is everybody's, and may be on several", () => {
  const result = layout(stateOf(many(6), { spotlight: ["p4", "p5"] }), SIZES.desktop);
  assertEquals(idsOf(result, "stage"), cams("p4", "p5"));
  assertEquals(idsOf(result, "strip"), cams("p1", "p2", "p3", "self"));
});

Deno.test("who speaks is large; before anybody has, somebody with video is", () => {
  const state = stateOf(many(5), { mode: "speaker" });
  const quiet = {
    ...state,
    people: state.people.map((each) => ({ ...each, hasVideo: each.id === "p3" })),
  };
  assertEquals(idsOf(layout(quiet, SIZES.desktop), "stage"), cams("p3"));
  assertEquals(idsOf(layout({ ...state, speaker: "p4" }, SIZES.desktop), "stage"), cams("p4"));
  const silent = { ...state, recent: ["p2"] };
  assertEquals(idsOf(layout(silent, SIZES.desktop), "stage"), cams("p2"));
  assertEquals(idsOf(layout({ ...state, mode: "side" }, SIZES.desktop), "corner"), []);
});

Deno.test("a layout that follows itself stays as it is", () => {
  for (const mode of LAYOUT_MODES) {
    for (const size of Object.values(SIZES)) {
      const state = stateOf(many(30), { mode, shares: mode === "side" ? SHARE : [] });
      const first = layout(state, size);
      assertEquals(layout({ ...state, held: first.order }, size), first, mode);
    }
  }
});

Deno.test("who was large takes the place of who is now, and nobody else moves", () => {
  const before = layout(stateOf(many(5), { mode: "speaker", speaker: "p1" }), SIZES.desktop);
  assertEquals(idsOf(before, "strip"), cams("p2", "p3", "p4"));
  const after = layout(
    stateOf(many(5), { mode: "speaker", speaker: "p3", held: before.order }),
    SIZES.desktop,
  );
  assertEquals(idsOf(after, "strip"), cams("p2", "p1", "p4"));
});

Deno.test("who speaks out of sight changes places with the one least wanted in sight", () => {
  const state = stateOf(many(60), { mode: "gallery" });
  const before = layout(state, SIZES.desktop);
  const after = layout({ ...state, speaker: "p50", held: before.order }, SIZES.desktop);
  const [was, is] = [idsOf(before), idsOf(after)];
  const moved = is.flatMap((id, index) => id === was[index] ? [] : [id]);
  assertEquals(moved, cams("p50"));
  // Silent again, but not out of place.
  const later = layout({ ...state, recent: ["p50"], held: after.order }, SIZES.desktop);
  assertEquals(idsOf(later), is);
});

Deno.test("nobody goes from the page that is looked at", () => {
  const state = stateOf(many(60), { mode: "gallery", page: 1 });
  const before = layout(state, SIZES.desktop);
  const speaker = before.tiles[3]?.id.slice("cam:".length) ?? "";
  const after = layout({ ...state, speaker, held: before.order }, SIZES.desktop);
  assertEquals(idsOf(after), idsOf(before));
  // Somebody of the first page leaves: one from out of sight fills the place.
  const left = {
    ...state,
    people: state.people.filter(({ id }) => id !== "p1"),
    held: before.order,
  };
  assertEquals(idsOf(layout(left, SIZES.desktop)), idsOf(before));
});

Deno.test("hands and video come before no video, where not all are in sight", () => {
  const people = many(60).map((id) => ({
    id,
    hasVideo: id === "p55",
    handRaisedAt: id === "p56" ? 5 : undefined,
  }));
  const shown = idsOf(layout(stateOf([], { mode: "gallery", people }), SIZES.desktop));
  assert(shown.includes(camTile("p55")) && shown.includes(camTile("p56")));
  assertEquals(shown.at(-1), camTile("self"));
});

Deno.test("oneself and those without video can be hidden", () => {
  const people = [person("self"), person("ada"), { id: "ben", hasVideo: false }, person("eva")];
  const state = stateOf([], { people, hidesSelf: true, hidesWithoutVideo: true });
  const result = layout(state, SIZES.desktop);
  assertEquals([idsOf(result), result.hidden], [cams("ada", "eva"), 1]);
  assertEquals(
    idsOf(layout({ ...state, speaker: "ben" }, SIZES.desktop)),
    cams("ada", "ben", "eva"),
  );
  const alone = layout(stateOf(["self"], { hidesSelf: true }), SIZES.desktop);
  assertEquals(alone.tiles, []);
});

Deno.test("a tiny window shows who speaks, and oneself in a corner", () => {
  const result = layout(stateOf(many(5), { speaker: "p3" }), SIZES.tiny);
  assertEquals([idsOf(result, "stage"), idsOf(result, "corner")], [cams("p3"), cams("self")]);
  assertEquals(result.tiles[0]?.width, SIZES.tiny.width);
  const screen = layout(stateOf(many(5), { shares: SHARE }), SIZES.tiny);
  assertEquals(idsOf(screen), [screenTile("s1")]);
});

Deno.test("the line of others is beside on a wide window and below on an upright one", () => {
  const state = stateOf(many(6), { shares: SHARE });
  for (
    const [size, isBeside] of [
      [SIZES.desktop, true],
      [SIZES["phone, turned"], true],
      [SIZES.phone, false],
      [SIZES.tablet, false],
    ] as const
  ) {
    const { tiles } = layout(state, size);
    const stage = tiles.find(({ role }) => role === "stage");
    const strip = tiles.find(({ role }) => role === "strip");
    assert(stage && strip);
    if (isBeside) assertLess(stage.x, strip.x);
    else assertLess(stage.y, strip.y);
    assertLess(strip.width * strip.height * 2, stage.width * stage.height);
  }
});

Deno.test("one's own picture floats in the chosen corner", () => {
  const state = stateOf(["self", "ada"]);
  const at = (corner: LayoutState["corner"]) =>
    layout({ ...state, corner }, SIZES.desktop).tiles.find(({ role }) => role === "corner");
  const [a, b] = [at("top-left"), at("bottom-right")];
  assert(a && b && a.x < b.x && a.y < b.y);
});

Deno.test("a layout of nothing is harmless", () => {
  for (const size of [{ width: 0, height: 0 }, SIZES.desktop]) {
    assertEquals(layout(stateOf([]), size).pages, 1);
    layout(stateOf(many(30), { shares: SHARE }), size);
  }
});
