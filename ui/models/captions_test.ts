import { assertEquals } from "@std/assert";
import type { Signal } from "../../protocol/mod.ts";
import { type CaptionLine, createCaptions, LINES_MAX, withLine } from "./captions.ts";
import { createEmitter } from "./emitter.ts";

const line = (id: string, text = id, isFinal = true): CaptionLine => ({
  id,
  peerId: "a",
  text,
  isFinal,
});

Deno.test("a line changes until its last word, and keeps its place", () => {
  const early = withLine(withLine([], line("1", "we", false)), line("2"));
  const done = withLine(early, line("1", "we begin"));
  assertEquals(done.map(({ text }) => text), ["we begin", "2"]);
  assertEquals(withLine(done, line("1", "we", false)), done);
});

Deno.test("there are a few lines at most, the latest", () => {
  const ids = ["1", "2", "3", "4", "5"];
  const lines = ids.reduce<readonly CaptionLine[]>((all, id) => withLine(all, line(id)), []);
  assertEquals(lines.map(({ id }) => id), ids.slice(-LINES_MAX));
});

Deno.test("captions of a call are followed until one has enough of them", () => {
  const signals = createEmitter<Signal>();
  const captions = createCaptions(signals.on);
  const said = { peerId: "a", utteranceId: "u", isFinal: true, at: 1 };
  signals.emit({ type: "reaction", peerId: "a", emoji: "🎉" });
  signals.emit({ type: "caption", ...said, text: "hello" });
  assertEquals(captions.lines.value.map(({ text }) => text), ["hello"]);
  captions.dispose();
  signals.emit({ type: "caption", ...said, text: "more" });
  assertEquals(captions.lines.value.map(({ text }) => text), ["hello"]);
});
