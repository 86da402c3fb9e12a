import { assert, assertEquals } from "@std/assert";
import { NodeClock } from "./node_clock.ts";
import { TrackClock } from "./track_clock.ts";

const VIDEO = 90_000;
const AUDIO = 48_000;
/** Epoch ms by our clock. */
const START_MS = 1_795_262_400_000;
/** How far a node's clock is ahead of ours. */
const NODE_AHEAD_MS = 1_234;

interface Sender {
  readonly rate: number;
  readonly base: number;
  readonly everyMs: number;
  /** From capture to arrival. */
  readonly wayMs: (index: number) => number;
  readonly reports?: boolean;
}

/** When our timeline says that each sample was captured, less when it was. */
function errors(sender: Sender, count: number): number[] {
  const clock = new TrackClock(sender.rate);
  const node = new NodeClock();
  return Array.from({ length: count }, (_, index) => {
    const capturedMs = START_MS + index * sender.everyMs;
    const timestamp = (sender.base + index * sender.everyMs * sender.rate / 1_000) >>> 0;
    clock.arrive(timestamp, capturedMs + sender.wayMs(index));
    if (sender.reports && index % 30 === 29) {
      node.hear(capturedMs + sender.wayMs(index) + NODE_AHEAD_MS, capturedMs + sender.wayMs(index));
      clock.report(timestamp, capturedMs + NODE_AHEAD_MS, node);
    }
    return clock.at(timestamp) - capturedMs;
  });
}

Deno.test("without reports the fastest packet tells the way", () => {
  const [first = 0, ...rest] = errors(
    { rate: VIDEO, base: 7, everyMs: 33, wayMs: (index) => index === 0 ? 80 : 20 + index % 5 },
    300,
  );
  assertEquals(first, 80);
  assertNear(rest.at(-1) ?? 0, 20, 1);
});

Deno.test("reports bring what was captured together together, however long its way", () => {
  const picture = { rate: VIDEO, base: 1, everyMs: 33, wayMs: () => 140, reports: true };
  const sound = { rate: AUDIO, base: 0xffff_ff00, everyMs: 20, wayMs: () => 30, reports: true };
  const [seen = 0, heard = 0] = [errors(picture, 400).at(-1), errors(sound, 600).at(-1)];
  assertNear(seen, 0, 1);
  assertNear(heard, 0, 1);
});

Deno.test("timestamps turn over, and time goes on", () => {
  const all = errors({ rate: VIDEO, base: 0xffff_0000, everyMs: 33, wayMs: () => 10 }, 100);
  for (const error of all) assertNear(error, 10, 1);
});

Deno.test("corrections never turn time back", () => {
  const sender = { rate: AUDIO, base: 0, everyMs: 20, wayMs: () => 250, reports: true };
  const times = errors(sender, 400).map((error, index) => error + index * 20);
  times.forEach((time, index) => assert(index === 0 || time > (times[index - 1] ?? 0)));
});

Deno.test("a sender that ceased and goes on with its old timestamp is where it is heard", () => {
  const clock = new TrackClock(AUDIO);
  for (let index = 0; index < 50; index++) clock.arrive(index * 960, START_MS + index * 20);
  clock.at(49 * 960);
  clock.arrive(50 * 960, START_MS + 10_000);
  assertNear(clock.at(50 * 960), START_MS + 10_000, 1);
});

Deno.test("congestion delays packets, not what they show", () => {
  const late = errors(
    { rate: VIDEO, base: 0, everyMs: 33, wayMs: (index) => index > 100 && index < 400 ? 300 : 20 },
    500,
  );
  for (const error of late) assertNear(error, 20, 4);
});

Deno.test("a report of a broken clock is not believed", () => {
  const clock = new TrackClock(VIDEO);
  const node = new NodeClock();
  clock.arrive(0, START_MS);
  node.hear(START_MS, START_MS);
  clock.report(0, START_MS - 100_000, node);
  assertEquals(clock.at(0), START_MS);
});

function assertNear(actual: number, expected: number, within: number): void {
  assert(Math.abs(actual - expected) <= within, `${actual} is not within ${within} of ${expected}`);
}
