import { assertEquals } from "@std/assert";
import { priorities, PRIORITY } from "./priorities.ts";

const tile = (producerId: string, width = 320, pinned = false) => ({
  producerId,
  width,
  height: Math.round(width * 9 / 16),
  ...(pinned && { pinned: true as const }),
});
const of = (id: string) => {
  const [peerId = "", key] = id.split(":");
  return { source: key === "screen" ? "screen" as const : "cam" as const, peerId };
};

Deno.test("priority goes by meaning: share, speaker, pinned, large, others", () => {
  const tiles = [
    tile("a:screen"),
    tile("b:cam"),
    tile("c:cam", 320, true),
    tile("d:cam", 1280),
    tile("e:cam"),
  ];
  assertEquals([...priorities(tiles, of, "b").values()], [
    PRIORITY.share,
    PRIORITY.speaker,
    PRIORITY.pinned,
    PRIORITY.large,
    PRIORITY.other,
  ]);
});

Deno.test("priority: tiles of one size are alike, also a single one", () => {
  const tiles = [tile("a:cam"), tile("b:cam"), tile("c:cam")];
  assertEquals(new Set(priorities(tiles, of, undefined).values()), new Set([PRIORITY.other]));
  assertEquals(priorities([tile("a:cam")], of, undefined).get("a:cam"), PRIORITY.other);
});
