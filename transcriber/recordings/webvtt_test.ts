import { assert, assertEquals } from "@std/assert";
import type { Utterance } from "../../protocol/mod.ts";
import { webVtt } from "./webvtt.ts";

const said = (text: string, startMs: number, endMs: number, name = "Ann"): Utterance => ({
  peerId: "p-1",
  name,
  startMs,
  endMs,
  text,
});

Deno.test("every utterance is a cue with its speaker's name", () => {
  const utterances = [
    said("good morning", 1_250, 2_900),
    said("hello", 3_661_007, 3_663_000, "Bo"),
  ];
  assertEquals(
    webVtt(utterances, "en"),
    [
      "WEBVTT\nLanguage: en",
      "00:00:01.250 --> 00:00:02.900\n<v Ann>good morning</v>",
      "01:01:01.007 --> 01:01:03.000\n<v Bo>hello</v>",
    ].join("\n\n") + "\n",
  );
  assertEquals(webVtt([], null), "WEBVTT\n");
});

Deno.test("no name and no word can end a cue or begin a tag", () => {
  const text = webVtt([said("a --> b\n\n<i>& c", 0, 2_000, "<b>\tEve &")], null);
  assert(text.endsWith("<v &lt;b&gt; Eve &amp;>a --&gt; b &lt;i&gt;&amp; c</v>\n"), text);
});

Deno.test("a long utterance is shown in pieces of whole words that fill its time", () => {
  const words = Array.from({ length: 40 }, (_, at) => `word${at}`);
  const text = webVtt([said(words.join(" "), 10_000, 20_000)], "en");
  const cues = [...text.matchAll(/00:00:(\S+) --> 00:00:(\S+)\n<v Ann>(.*)<\/v>/g)];
  assertEquals(cues.flatMap(([, , , piece = ""]) => piece.split(" ")), words);
  assertEquals(cues.at(0)?.[1], "10.000");
  assertEquals(cues.at(-1)?.[2], "20.000");
  for (const [at, cue] of cues.entries()) {
    assert((cue[3]?.length ?? 0) <= 84);
    if (at > 0) assertEquals(cue[1], cues[at - 1]?.[2]);
  }
});

Deno.test("a word too long for a cue stands alone", () => {
  const long = "x".repeat(200);
  const text = webVtt([said(`so ${long} there`, 0, 3_000)], null);
  assertEquals(text.match(/<v Ann>/g)?.length, 3);
});
