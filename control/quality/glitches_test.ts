import { assertEquals } from "@std/assert";
import type { QualityReport, ReceivedQuality } from "../../protocol/mod.ts";
import type { MomentFact } from "./events.ts";
import { glitches, type Measured } from "./glitches.ts";

const NOW = 1_795_254_000_000;
const NAMES = new Map([["ann", "Ann"], ["bob", "Bob"]]);

const fact = (kind: MomentFact["kind"], s: number, rest: Partial<MomentFact> = {}): MomentFact => ({
  kind,
  at: NOW + s * 1_000,
  peerId: null,
  detail: null,
  ...rest,
});

const video = (rest: Partial<ReceivedQuality> = {}): ReceivedQuality => ({
  producerId: "bob:cam",
  kind: "video",
  kbits: 900,
  loss: 0,
  jitterMs: 5,
  height: 720,
  ...rest,
});

function measured(peerId: string, s: number, rest: Partial<QualityReport>): Measured {
  const report = { spanMs: 5_000, inKbits: 900, outKbits: 0, received: [], sent: [], ...rest };
  return { peerId, at: NOW + s * 1_000, report };
}

const frozen = (s: number, rest: Partial<QualityReport> = {}) =>
  measured("ann", s, { received: [video({ freezes: 1, freezeMs: 600 })], ...rest });

/** Type and cause of what was noticed. */
function causes(reports: Measured[], facts: MomentFact[] = []): string[] {
  return glitches(reports, facts, NAMES).flatMap((moment) =>
    "cause" in moment ? [`${moment.type} ${moment.cause}`] : []
  );
}

Deno.test("a good call has no glitches, only its course", () => {
  const facts = [
    fact("joined", 0, { peerId: "ann" }),
    fact("media-placed", 0, { detail: "media-1" }),
    fact("joined", 1, { peerId: "bob" }),
    fact("left", 60, { peerId: "bob" }),
  ];
  const told = glitches([measured("ann", 5, { received: [video()] })], facts, NAMES);
  assertEquals(told.map(({ type, at }) => [type, at - NOW]), [
    ["joined", 0],
    ["joined", 1_000],
    ["left", 60_000],
  ]);
});

Deno.test("a freeze is explained by the room's log before anything else", () => {
  const placed = fact("media-placed", 0, { detail: "media-1" });
  const cpu = measured("bob", 21, {
    sent: [{ key: "cam", source: "cam", kbits: 200, layers: [], limit: "cpu" }],
  });
  const moved = fact("media-placed", 18, { detail: "media-2" });
  assertEquals(causes([frozen(20), cpu], [placed, moved]), ["froze media-moved"]);
  const lost = fact("media-lost", 18, { detail: "media-2" });
  assertEquals(causes([frozen(20), cpu], [placed, lost]), ["froze media-lost"]);
  const away = [fact("away", 16, { peerId: "ann" }), fact("back", 18, { peerId: "ann" })];
  assertEquals(causes([frozen(20), cpu], [placed, ...away]), ["froze reconnected"]);
  assertEquals(causes([frozen(20), cpu], [placed]), ["froze sender-cpu"]);
  assertEquals(causes([frozen(20)], [placed]), ["froze unknown"]);
  assertEquals(causes([frozen(20)], [fact("owner", 17, { detail: "2" })]), ["froze owner-changed"]);
  assertEquals(causes([frozen(120), cpu], [placed, moved]), ["froze unknown"], "long after");
});

Deno.test("whose network it was shows by whose packets were lost", () => {
  const lossy = frozen(20, { received: [video({ freezes: 1, freezeMs: 600, loss: 0.04 })] });
  assertEquals(causes([lossy]), ["froze own-network"]);
  const sent = (loss: number) =>
    measured("bob", 20, { sent: [{ key: "cam", source: "cam", kbits: 900, loss, layers: [] }] });
  assertEquals(causes([lossy, sent(0.05)]), ["froze sender-network"]);
  assertEquals(causes([lossy, sent(0)]), ["froze own-network"]);
});

Deno.test("trouble that lasts is one moment with all of its length", () => {
  const [only, ...others] = glitches([frozen(20), frozen(25), frozen(30), frozen(90)], [], NAMES);
  assertEquals(others.length, 1);
  assertEquals(only, {
    type: "froze",
    at: NOW + 15_000,
    until: NOW + 30_000,
    peerId: "ann",
    name: "Ann",
    fromPeerId: "bob",
    fromName: "Bob",
    cause: "unknown",
    count: 3,
    totalMs: 1_800,
  });
});

Deno.test("a smaller picture is trouble only where something made it so", () => {
  const sharp = measured("ann", 5, { received: [video()] });
  assertEquals(causes([sharp, measured("ann", 10, { received: [video({ height: 180 })] })]), []);
  const lossy = measured("ann", 10, { received: [video({ height: 180, loss: 0.03 })] });
  assertEquals(causes([sharp, lossy]), ["blurry own-network"]);
});

Deno.test("losses, delays, made-up sound and slow joins are told with what they were", () => {
  const bad = measured("ann", 5, {
    rttMs: 700,
    received: [video({ kind: "audio", producerId: "bob:mic", loss: 0.2, concealed: 0.15 })],
    join: { page: 9_000, socket: 100, answer: 50, ice: 4_000, dtls: 50 },
  });
  assertEquals(causes([bad]).sort(), [
    "choppy own-network",
    "lossy own-network",
    "slow own-network",
    "slow-join own-network",
  ]);
});

Deno.test("who only hangs up was never away, and a new session of a seat is no new person", () => {
  const facts = [
    fact("joined", 0, { peerId: "ann" }),
    fact("away", 5, { peerId: "ann" }),
    fact("joined", 8, { peerId: "ann" }),
    fact("away", 20, { peerId: "ann" }),
    fact("left", 21, { peerId: "ann" }),
  ];
  assertEquals(
    glitches([], facts, NAMES).map(({ type, at, until }) => [type, at - NOW, until - NOW]),
    [["joined", 0, 0], ["away", 5_000, 8_000], ["left", 21_000, 21_000]],
  );
});

Deno.test("a timeline is bounded", () => {
  const many = Array.from({ length: 2_000 }, (_, index) => frozen(index * 60));
  assertEquals(glitches(many, [], NAMES).length, 500);
});
