import { assertEquals } from "@std/assert";
import { frameAt, readStoryboard } from "./storyboard.ts";
import { readVtt } from "./vtt.ts";

const CAPTIONS = `\uFEFFWEBVTT

NOTE nobody reads this

1
00:01.500 --> 00:04.000 align:start
<v Ada Lovelace>Shall we &amp; <i>begin</i>?</v>

01:00:00.000 --> 01:00:02.250
two lines
of one

not a time --> at all
lost
`;

Deno.test("captions are read with who speaks, without markup, and damage is left out", () => {
  assertEquals(readVtt(CAPTIONS), [
    { startMs: 1_500, endMs: 4_000, voice: "Ada Lovelace", text: "Shall we & begin?" },
    { startMs: 3_600_000, endMs: 3_602_250, text: "two lines\nof one" },
  ]);
  assertEquals(readVtt(CAPTIONS.replaceAll("\n", "\r\n"))[0]?.text, "Shall we & begin?");
  assertEquals(readVtt(""), []);
});

Deno.test("a storyboard finds its sheets beside itself, and the picture of a time", () => {
  const frames = readStoryboard(
    `WEBVTT

00:00.000 --> 00:10.000
sheet-0.jpg#xywh=0,0,160,90

00:10.000 --> 00:20.000
sheet-0.jpg#xywh=160,0,160,90

00:20.000 --> 00:30.000
no place
`,
    "https://example.org/media/pass/board.vtt",
  );
  assertEquals(frames.length, 2);
  assertEquals(frameAt(frames, 12_000), {
    startMs: 10_000,
    endMs: 20_000,
    url: "https://example.org/media/pass/sheet-0.jpg",
    x: 160,
    y: 0,
    width: 160,
    height: 90,
  });
  assertEquals(frameAt([], 5), undefined);
});
