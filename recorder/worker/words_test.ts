import { assertEquals, assertMatch } from "@std/assert";
import { colourOf, initialsOf, labelOf } from "./labels.ts";
import { mainPlaylist } from "./playlist.ts";
import { storyboardOf, storyboardVtt } from "./storyboard.ts";

Deno.test("a name is shown in one line, as much of it as fits, without what can't be seen", () => {
  assertEquals(labelOf(" Ada\nLovelace\u202e ", 400, 20), "Ada Lovelace");
  assertEquals(labelOf("Ada Lovelace", 100, 20), "Ada Lov…");
  assertEquals(labelOf("🙂🙂🙂🙂", 40, 20), "🙂🙂…");
  assertEquals(labelOf("\u202e", 400, 20), "?");
});

Deno.test("initials and colours are those of the page", () => {
  assertEquals(["Ada Lovelace", "bob", "", "Anna Maria von Ö"].map(initialsOf), [
    "AL",
    "B",
    "?",
    "AÖ",
  ]);
  assertMatch(colourOf("ada"), /^0x[0-9a-f]{6}$/);
  assertEquals(colourOf("ada"), colourOf("ada"));
});

Deno.test("a storyboard of a long meeting has no more pictures than one of a short one may have", () => {
  assertEquals(storyboardOf(12_000), { everyMs: 5_000, count: 3 });
  assertEquals(storyboardOf(8 * 3_600_000), { everyMs: 288_000, count: 100 });
  assertEquals(
    storyboardVtt({ everyMs: 3_600_000, count: 2 }, 3_660_500, "sheet"),
    "WEBVTT\n\n00:00:00.000 --> 01:00:00.000\nsheet#xywh=0,0,160,90\n\n" +
      "01:00:00.000 --> 01:01:00.500\nsheet#xywh=160,0,160,90\n",
  );
});

Deno.test("the main playlist names each rendition with what it takes", () => {
  const rendition = { width: 1_280, height: 720, codecs: "avc1,mp4a", sizeBytes: 1_000_000 };
  const text = mainPlaylist([{ playlist: "hls-720", ...rendition }], 8_000);
  assertEquals(text.split("\n").slice(-3), [
    '#EXT-X-STREAM-INF:BANDWIDTH=2000000,AVERAGE-BANDWIDTH=1000000,RESOLUTION=1280x720,CODECS="avc1,mp4a"',
    "hls-720",
    "",
  ]);
});
