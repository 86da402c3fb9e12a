import { assertEquals } from "@std/assert";
import { signal } from "@preact/signals";
import type { QualityReport, ReceivedQuality } from "../../protocol/mod.ts";
import { createDirectReception, pictureLevel } from "./direct_reception.ts";
import { BETTER_AFTER, WORSE_AFTER } from "./quality/level.ts";

const FLOWS: ReceivedQuality = {
  producerId: "bob:cam",
  kind: "video",
  kbits: 900,
  loss: 0,
  jitterMs: 5,
  freezeMs: 0,
};
const report = (over: Partial<ReceivedQuality> = {}): QualityReport => ({
  spanMs: 2_500,
  rttMs: 5_000,
  inKbits: 900,
  outKbits: 900,
  received: [{ ...FLOWS, ...over }],
  sent: [],
});

Deno.test("a picture on the direct way suffers from losses and stops, and not from delay", () => {
  const level = (over: Partial<ReceivedQuality>) => pictureLevel(report(over), () => true);
  assertEquals(level({}), "good");
  assertEquals(level({ loss: 0.2 }), "poor");
  assertEquals(level({ freezeMs: 500 }), "poor");
});

Deno.test("voices and pictures that nobody looks at say nothing of the picture", () => {
  assertEquals(pictureLevel(report({ loss: 0.2 }), () => false), "good");
  assertEquals(pictureLevel(report({ kind: "audio", loss: 0.2 }), () => true), "good");
});

Deno.test("a weak direct way is told once it lasts, until it has recovered or is left", () => {
  const latest = signal<QualityReport | null>(null);
  const isDirect = signal(false);
  const reception = createDirectReception({ latest, isDirect, isShown: () => true });
  const measure = (times: number, over: Partial<ReceivedQuality> = {}) => {
    for (let count = 0; count < times; count++) latest.value = report(over);
  };
  measure(WORSE_AFTER, { loss: 0.3 });
  assertEquals(reception.isPoor.value, false, "that was the way by the media node");
  isDirect.value = true;
  assertEquals(reception.isPoor.value, false);
  measure(1, { loss: 0.3 });
  assertEquals(reception.isPoor.value, false, "most pass");
  measure(WORSE_AFTER, { loss: 0.3 });
  assertEquals(reception.isPoor.value, true);
  measure(BETTER_AFTER);
  assertEquals(reception.isPoor.value, false);
  measure(WORSE_AFTER, { loss: 0.3 });
  isDirect.value = false;
  assertEquals(reception.isPoor.value, false);
  reception.dispose();
});
