import { assertEquals } from "@std/assert";
import { momentsOf } from "./chapters.ts";
import { clockText } from "./clock_text.ts";
import { failureWords } from "./failure_words.ts";
import { momentWords, statusText } from "./moment_words.ts";

Deno.test("chapters, gaps and what was found are one list in order; small things are left out", () => {
  const moments = momentsOf({
    chapters: [
      { atMs: 0, kind: "joined", name: "Ada" },
      { atMs: 2_000, kind: "reaction", name: "Ada" },
      { atMs: 9_000, kind: "highlight", name: "Ada", label: "Decision" },
      { atMs: 12_000, kind: "poll" },
    ],
    gaps: [
      { startMs: 4_000, endMs: 6_000 },
      { startMs: 5_000, endMs: 7_000, peerId: "ben", name: "Ben", source: "cam" },
      { startMs: 6_000, endMs: 8_000, peerId: "ben", name: "Ben", source: "mic" },
    ],
  }, [
    { atMs: 8_000, endMs: 10_000, kind: "marked", score: 1, label: "Decision" },
    { atMs: 11_000, endMs: 20_000, kind: "talk", score: 0.6 },
  ]);
  assertEquals(moments.map(({ startMs, kind }) => [startMs, kind]), [
    [0, "people"],
    [4_000, "gap"],
    [5_000, "gap"],
    [9_000, "highlight"],
    [11_000, "highlight"],
    [12_000, "activity"],
  ]);
  assertEquals(moments.map(momentWords), [
    "Ada joined",
    "2 sec missing",
    "Ben: 3 sec missing",
    "Decision",
    "Lively conversation",
    "Poll",
  ]);
});

Deno.test("a place in time is written as players do", () => {
  assertEquals([-5, 0, 999, 61_000, 600_000, 3_661_000].map(clockText), [
    "0:00",
    "0:00",
    "0:00",
    "1:01",
    "10:00",
    "1:01:01",
  ]);
});

Deno.test("how far a recording is stands in words, with what is known of the time left", () => {
  assertEquals(
    statusText({ state: "processing", percent: null, etaMs: null }),
    "Waiting to be prepared",
  );
  assertEquals(
    statusText({ state: "processing", percent: 42, etaMs: 90_000 }),
    "Being prepared: 42%, about 1 min, 30 sec left",
  );
  assertEquals(statusText({ state: "ready" }), "");
});

Deno.test("why something failed is told in the reader's language, as far as its code is known", () => {
  assertEquals(
    failureWords("nothing-recorded"),
    "Nobody said or showed anything while this was recorded.",
  );
  assertEquals(["of-a-newer-server", "toString", undefined].map(failureWords), [
    undefined,
    undefined,
    undefined,
  ]);
});
