import { assertEquals } from "@std/assert";
import type { QualityReport, ReceivedQuality } from "../../../protocol/mod.ts";
import { type Level, ownLevel, receivedLevel, steadied, STEADY } from "./level.ts";

const track = (rest: Partial<ReceivedQuality> = {}): ReceivedQuality => ({
  producerId: "bob:cam",
  kind: "video",
  kbits: 500,
  loss: 0,
  jitterMs: 4,
  ...rest,
});
const SPAN = { spanMs: 2_500 };

Deno.test("loss, freezes, made-up sound and delay each pull the bars down", () => {
  assertEquals(receivedLevel([track()], SPAN), "good");
  assertEquals(receivedLevel([], SPAN), "good");
  assertEquals(receivedLevel([track(), track({ loss: 0.05 })], SPAN), "fair");
  assertEquals(receivedLevel([track({ loss: 0.2 })], SPAN), "poor");
  assertEquals(receivedLevel([track({ freezeMs: 200 })], SPAN), "fair");
  assertEquals(receivedLevel([track({ freezeMs: 1_000 })], SPAN), "poor");
  assertEquals(receivedLevel([track({ kind: "audio", concealed: 0.2 })], SPAN), "poor");
  assertEquals(receivedLevel([track()], { ...SPAN, rttMs: 500 }), "fair");
});

Deno.test("one sender's trouble is not one's own", () => {
  const report: QualityReport = {
    ...SPAN,
    inKbits: 0,
    outKbits: 0,
    received: [track({ loss: 0.3 }), track(), track()],
    sent: [],
  };
  assertEquals(ownLevel(report), "good");
  assertEquals(ownLevel({ ...report, received: report.received.slice(0, 1) }), "poor");
  const sent = [{ key: "cam", source: "cam" as const, kbits: 1, loss: 0.2, layers: [] }];
  assertEquals(ownLevel({ ...report, sent }), "poor");
});

/** What is shown while these are seen. */
function shown(...seen: Level[]): Level[] {
  let steady = STEADY;
  return seen.map((level) => (steady = steadied(steady, level)).shown);
}

Deno.test("bars don't flicker: one bad sample is no trouble, one good one no recovery", () => {
  assertEquals(shown("good", "poor", "good", "poor"), ["good", "good", "good", "good"]);
  assertEquals(shown("poor", "fair", "poor"), ["good", "fair", "fair"]);
  assertEquals(shown("poor", "poor", "good", "good", "poor", "good", "good", "good"), [
    "good",
    "poor",
    "poor",
    "poor",
    "poor",
    "poor",
    "poor",
    "good",
  ]);
});

Deno.test("what is lost is shown at once, and so is its return", () => {
  assertEquals(shown("lost", "good", "lost", "poor"), ["lost", "good", "lost", "poor"]);
});
