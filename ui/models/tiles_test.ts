import { assertEquals } from "@std/assert";
import { MAX_TILES } from "../../protocol/mod.ts";
import { createTiles, LINGER_MS, PRIME_MS, SETTLE_MS } from "./tiles.ts";

/** A registry on a clock that stands still. */
function open() {
  let time = 0;
  let due: { at: number; run: () => void } | undefined;
  const news: boolean[] = [];
  const tiles = createTiles({
    changed: (isUrgent) => news.push(isUrgent),
    now: () => time,
    later: (ms, run) => {
      const own = due = { at: time + ms, run };
      return () => {
        if (due === own) due = undefined;
      };
    },
  });
  return {
    tiles,
    news,
    pass(ms: number) {
      const end = time + ms;
      for (let next = due; next && next.at <= end; next = due) {
        time = next.at;
        due = undefined;
        next.run();
      }
      time = end;
    },
  };
}

const tile = (producerId: string, width = 320, height = 180) => ({ producerId, width, height });
const idsOf = (tiles: { producerId: string }[]) => tiles.map(({ producerId }) => producerId);

Deno.test("what is on the screen is asked for, the largest first, in steps of size", () => {
  const { tiles, news } = open();
  const page = tiles.surface();
  page.show([tile("a"), tile("b", 641, 361), tile("gone", 0, 90)]);
  assertEquals(tiles.visible(), [tile("b", 656, 368), tile("a", 320, 192)]);
  page.show([tile("a", 319), tile("b", 642, 361)]);
  assertEquals(news, [true]);
});

Deno.test("in two places at once the larger counts", () => {
  const { tiles } = open();
  const [page, picture] = [tiles.surface(), tiles.surface()];
  page.show([tile("a", 160, 96)]);
  picture.show([tile("a", 320, 192)]);
  assertEquals(tiles.visible(), [tile("a", 320, 192)]);
  picture.dispose();
  assertEquals(tiles.visible(), [tile("a", 160, 96)]);
});

Deno.test("what went is sent a while longer, small", () => {
  const { tiles, news, pass } = open();
  const page = tiles.surface();
  page.show([tile("a", 640, 368), tile("b", 640, 368)]);
  page.show([tile("b", 640, 368)]);
  assertEquals(tiles.visible(), [tile("b", 640, 368), tile("a", 160, 96)]);
  pass(LINGER_MS);
  assertEquals(idsOf(tiles.visible()), ["b"]);
  assertEquals(news, [true, false, false]);
});

Deno.test("what comes next is made ready once, and sent while it is likely", () => {
  const { tiles, pass } = open();
  const page = tiles.surface();
  page.show([tile("a")]);
  page.expect(["b"], false);
  assertEquals(idsOf(tiles.visible()), ["a", "b"]);
  pass(PRIME_MS);
  page.expect(["b"], false);
  assertEquals(idsOf(tiles.visible()), ["a"]);
  assertEquals(tiles.near(), ["b"]);
  page.expect(["b"], true);
  assertEquals(idsOf(tiles.visible()), ["a", "b"]);
  page.expect(["b"], false);
  assertEquals(idsOf(tiles.visible()), ["a"]);
});

Deno.test("what may be shown next is near until it is shown, or something else may", () => {
  const { tiles, news } = open();
  const page = tiles.surface();
  page.expect(["b", "c"], false);
  page.show([tile("b")]);
  assertEquals(tiles.near(), ["c"]);
  const before = news.length;
  page.expect(["d"], false);
  page.expect(["d"], false);
  assertEquals([tiles.near(), news.length], [["d"], before + 1]);
});

Deno.test("what has just been asked for need not be there yet", () => {
  const { tiles, pass } = open();
  tiles.surface().show([tile("a")]);
  assertEquals(tiles.isVisible("a"), false);
  pass(SETTLE_MS);
  assertEquals([tiles.isVisible("a"), tiles.isVisible("b")], [true, false]);
});

Deno.test("no more is asked for than may be, and what is on the screen comes first", () => {
  const { tiles } = open();
  const page = tiles.surface();
  page.show(Array.from({ length: 49 }, (_, n) => tile(`shown-${n}`)));
  page.expect(Array.from({ length: 49 }, (_, n) => `next-${n}`), true);
  const asked = idsOf(tiles.visible());
  assertEquals(asked.length, MAX_TILES);
  assertEquals(asked.filter((id) => id.startsWith("shown")).length, 49);
});
