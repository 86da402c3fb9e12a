import { assertEquals } from "@std/assert";
import { peerOf } from "../link/fake_wire.ts";
import { GALLERY_MAX, galleryOf } from "./gallery.ts";

Deno.test("a gallery keeps the order of coming, oneself last", () => {
  const peers = ["self", "ada", "ben"].map(peerOf);
  assertEquals(galleryOf(peers, "self", new Set()).shown.map(({ id }) => id), [
    "ada",
    "ben",
    "self",
  ]);
});

Deno.test("of too many those who are seen are shown, and the rest is counted", () => {
  const cam = { id: "cam", source: "cam" as const, paused: false };
  const peers = Array.from({ length: 1_000 }, (_, n) => ({
    ...peerOf(n === 0 ? "self" : `p${n}`),
    producers: n === 999 ? [cam] : [],
  }));
  const { shown, left } = galleryOf(peers, "self", new Set());
  assertEquals([shown.length, left], [GALLERY_MAX, 1_000 - GALLERY_MAX]);
  assertEquals([shown[0]?.id, shown.at(-1)?.id], ["p999", "self"]);
});
