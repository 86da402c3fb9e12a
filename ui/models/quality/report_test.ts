/** Reports made of what Chromium 156 told in a call over loopback, on a busy machine. */
import { assert, assertEquals, assertGreater } from "@std/assert";
import { QualityReport } from "../../../protocol/mod.ts";
import { reportOf, type Tracks } from "./report.ts";
import { reportText } from "./report_text.ts";
import { type Sample, sampleOf, type StatsReport } from "./sample.ts";

const SPAN_MS = 2_500;
const [EARLIER, LATER]: [StatsReport[], StatsReport[]] = JSON.parse(
  await Deno.readTextFile(new URL("chromium_stats.json", import.meta.url)),
);
const before = sampleOf(EARLIER, 0);
const after = sampleOf(LATER, SPAN_MS);

/** The tracks by what they are; a probe's, which is nobody's, among them. */
const trackOf = (part: string) =>
  after.inbound.find(({ track }) => track.includes(part))?.track ?? "";
const sentOf = (kind: string) => after.outbound.find((one) => one.kind === kind)?.track ?? "";
const TRACKS: Tracks = {
  received: new Map([[trackOf(":mic"), "ada:mic"], [trackOf(":cam"), "ada:cam"]]),
  sent: new Map([
    [sentOf("audio"), { key: "mic", source: "mic" }],
    [sentOf("video"), { key: "cam", source: "cam" }],
  ]),
  isDirect: false,
};

Deno.test("a report tells each track's part of the span, and nothing of unknown tracks", () => {
  const report = QualityReport.parse(reportOf(before, after, TRACKS));
  assertEquals(report.spanMs, SPAN_MS);
  assertEquals(report.path, { candidate: "host", protocol: "udp" });
  assertEquals(report.received.map(({ producerId }) => producerId).sort(), ["ada:cam", "ada:mic"]);
  const voice = report.received.find(({ kind }) => kind === "audio");
  assertEquals([voice?.codec, voice?.loss], ["opus", 0]);
  assert(voice?.mos !== undefined && voice.mos === report.mos);
  const picture = report.received.find(({ kind }) => kind === "video");
  assertEquals([picture?.codec, picture?.width, picture?.height], ["VP8", 320, 180]);
  const inbound = (sample: Sample) =>
    sample.inbound.find(({ track }) => track === trackOf(":cam"))?.bytes ?? 0;
  const kbits = (inbound(after) - inbound(before)) * 8 / SPAN_MS;
  assertEquals(picture?.kbits, Math.round(kbits * 10) / 10);
});

Deno.test("a direct call says that it is one, and its way is half of its round trip", () => {
  const [near, far] = [10, 20].map((rttMs): Sample => ({ ...after, rttMs }));
  const direct = QualityReport.parse(reportOf(before, far ?? after, { ...TRACKS, isDirect: true }));
  assertEquals(direct.path, { candidate: "host", protocol: "udp", direct: true });
  assertEquals([direct.rttMs, direct.mos], [20, reportOf(before, near ?? after, TRACKS).mos]);
});

Deno.test("layers that rest are not told, the others from the largest down", () => {
  const { sent } = reportOf(before, after, TRACKS);
  const camera = sent.find(({ key }) => key === "cam");
  assertEquals([camera?.codec, camera?.limit], ["VP8", "bandwidth"]);
  const widths = camera?.layers.map(({ width }) => width) ?? [];
  assertGreater(widths.length, 0);
  assertEquals(widths, widths.toSorted((a = 0, b = 0) => b - a));
  assertEquals(sent.find(({ key }) => key === "mic")?.layers.length, 1);
});

Deno.test("a track that is new begins at nothing, and what its buffer filled at first is no gap", () => {
  const none: Sample = { ...before, inbound: [], outbound: [] };
  const { received } = reportOf(none, after, TRACKS);
  for (const { concealed, kbits } of received) {
    assertEquals(concealed, undefined);
    assertGreater(kbits, 0);
  }
});

Deno.test("counts that fell, as on another connection, are no negative rates", () => {
  const { received, sent, inKbits } = reportOf(after, before, TRACKS);
  assert([...received, ...sent].every(({ kbits }) => kbits >= 0));
  assert(inKbits >= 0);
});

Deno.test("statistics of another browser, or of none, are a report all the same", () => {
  const odd = sampleOf([
    new Map([
      ["a", { type: "inbound-rtp", kind: "audio", trackIdentifier: "mic", jitter: "much" }],
      ["b", { type: "inbound-rtp", kind: "smell", trackIdentifier: "x" }],
      ["c", { type: "outbound-rtp", kind: "video", mediaSourceId: "gone" }],
    ]),
  ], SPAN_MS);
  const tracks = {
    received: new Map([["mic", "ada:mic"]]),
    sent: new Map(),
    isDirect: false,
  };
  assertEquals(reportOf(sampleOf([], 0), odd, tracks).received, [
    { producerId: "ada:mic", kind: "audio", kbits: 0, loss: 0, jitterMs: 0 },
  ]);
});

Deno.test("a report as text has all numbers, for whoever helps", () => {
  const context = {
    roomId: "r-1",
    peerId: "ben",
    at: "2026-11-21T15:54:28Z",
    browser: "Chromium",
    status: "joined",
    generation: 1,
  };
  const text = reportText(reportOf(before, after, TRACKS), context);
  for (const part of ["room: r-1", "path: host/udp", "in ada:mic: kind=audio", "out cam:"]) {
    assert(text.includes(part), part);
  }
  assert(reportText(null, context).includes("nothing was measured"));
});
