import { assertEquals } from "@std/assert";
import { indexAt } from "./moments.ts";
import { lineAt, linesWith, paragraphsOf, piecesOf } from "./transcript_text.ts";

const said = (peerId: string, startMs: number, text: string) => ({
  peerId,
  name: peerId === "a" ? "Ada" : "José",
  startMs,
  endMs: startMs + 1_000,
  text,
});
const UTTERANCES = [
  said("a", 0, "Good morning."),
  said("a", 1_200, "Shall we begin?"),
  said("b", 3_000, "Yes, gladly. Señor Müller is late."),
  said("a", 5_000, "Then without him."),
  said("a", 30_000, "Next point."),
];

Deno.test("what one person says in a row is one paragraph, until a long pause", () => {
  const paragraphs = paragraphsOf(UTTERANCES);
  assertEquals(paragraphs.map(({ name, lines }) => [name, lines.length]), [
    ["Ada", 2],
    ["José", 1],
    ["Ada", 1],
    ["Ada", 1],
  ]);
  assertEquals(paragraphs.at(-1)?.lines[0]?.index, 4);
});

Deno.test("a time leads to what is said then, or was said last", () => {
  const at = (ms: number) => lineAt(UTTERANCES, ms);
  assertEquals([-1, 0, 1_199, 1_200, 4_500, 10_000, 99_000].map(at), [-1, 0, 0, 1, 2, 3, 4]);
});

Deno.test("finding the moment agrees with looking at each in turn", () => {
  const starts = [0, 5, 5, 9, 20].map((startMs) => ({ startMs }));
  for (let ms = -1; ms < 25; ms++) {
    assertEquals(indexAt(starts, ms), starts.findLastIndex(({ startMs }) => startMs <= ms));
  }
});

Deno.test("words are found whatever their accents and capitals, and marked where they stand", () => {
  assertEquals(linesWith(UTTERANCES, " BEGIN "), [1]);
  assertEquals(linesWith(UTTERANCES, "senor muller"), [2]);
  assertEquals(linesWith(UTTERANCES, "jose"), [2]);
  assertEquals(linesWith(UTTERANCES, "  "), []);
  assertEquals(piecesOf("one two One", "one"), [
    { text: "one", isFound: true },
    { text: " two ", isFound: false },
    { text: "One", isFound: true },
  ]);
  assertEquals(piecesOf("plain", ""), [{ text: "plain", isFound: false }]);
});

Deno.test("where accents are letters of their own nothing wrong is marked", () => {
  const composed = "Müller";
  const apart = composed.normalize("NFD");
  assertEquals(piecesOf(apart, "muller"), [{ text: apart, isFound: false }]);
  assertEquals(piecesOf(composed, "muller"), [{ text: composed, isFound: true }]);
});
