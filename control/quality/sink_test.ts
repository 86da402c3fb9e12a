import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { MemoryBroker, Metrics, silentLogger, systemClock } from "../../kit/mod.ts";
import { type QualityEvent, subjects } from "../../protocol/mod.ts";
import { until } from "../../tests/harness/until.ts";
import { StoreUnavailableError } from "../store/mod.ts";
import { QualitySink, WAITING_CHARACTERS_MAX } from "./sink.ts";

const ROOM_ID = "room-1";
const EVENT: QualityEvent = {
  v: 1,
  roomId: ROOM_ID,
  peerId: "ann",
  sessionId: "s-1",
  at: 1_795_254_000_000,
  report: { spanMs: 5_000, inKbits: 0, outKbits: 0, received: [], sent: [] },
};

class World implements AsyncDisposable {
  readonly #broker = new MemoryBroker();
  readonly bus = this.#broker.connect();
  readonly metrics = new Metrics();
  readonly kept: string[] = [];
  isAway = false;
  forgotten = [3, 1, 0];
  readonly sink = new QualitySink({
    bus: this.bus,
    metrics: this.metrics,
    quality: {
      keep: (events) => {
        if (this.isAway) return Promise.reject(new StoreUnavailableError("it is out of reach"));
        if (events.some((text) => text.includes("ghost"))) {
          return Promise.reject(new TypeError("no such thing"));
        }
        this.kept.push(...events);
        return Promise.resolve();
      },
      forget: () => Promise.resolve(this.forgotten.shift() ?? 0),
    },
    keptMs: 1_000,
    clock: systemClock,
    logger: silentLogger(),
  });

  report(event: unknown = EVENT): void {
    this.bus.publish(subjects.quality(ROOM_ID), event);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sink[Symbol.asyncDispose]();
    await this.bus.close();
  }
}

Deno.test("reports are kept, what is none is counted, and what is old is forgotten", async () => {
  await using world = new World();
  for (let index = 0; index < 450; index++) world.report();
  world.report({ nonsense: true });
  await until("all are kept", () => world.kept.length, (count) => count === 450);
  assertStringIncludes(world.metrics.text(), 'parley_quality_lost_total{why="unreadable"} 1');
  assertStringIncludes(world.metrics.text(), "parley_quality_kept_total 450");
  assertEquals(world.forgotten, []);
});

Deno.test("while the database is away memory is bounded, the newest wait, and the rest is counted", async () => {
  await using world = new World();
  world.isAway = true;
  const large = { ...EVENT, report: { ...EVENT.report, received: manyTracks() } };
  const size = JSON.stringify(large).length;
  const count = Math.ceil(WAITING_CHARACTERS_MAX / size) + 100;
  for (let index = 0; index < count; index++) world.report({ ...large, at: index });
  await until("it was tried", () => world.metrics.text().includes('why="full"'));
  assertLess(world.sink.waiting * (size - 16), WAITING_CHARACTERS_MAX + size);
  world.isAway = false;
  await until("the rest is kept", () => world.sink.waiting, (waiting) => waiting === 0);
  assertStringIncludes(world.kept.at(-1) ?? "", `"at":${count - 1}`);
  assert(!world.kept.some((text) => text.includes('"at":0,')), "the oldest were dropped");
  const dropped = /why="full"} (\d+)/.exec(world.metrics.text())?.[1];
  assertEquals(Number(dropped) + world.kept.length, count);
});

Deno.test("what the database refuses is given up, and the next ones are kept", async () => {
  await using world = new World();
  world.report({ ...EVENT, peerId: "ghost" });
  await until("it was refused", () => world.metrics.text().includes('why="refused"'));
  world.report();
  await until("the next is kept", () => world.kept.length, (count) => count === 1);
});

Deno.test("whoever ends keeps what still waits", async () => {
  const world = new World();
  world.report();
  await until("it arrived", () => world.sink.waiting, (count) => count === 1);
  await world[Symbol.asyncDispose]();
  assertEquals(world.kept.length, 1);
});

function manyTracks() {
  return Array.from({ length: 40 }, (_, index) => ({
    producerId: `peer-${index}:cam`,
    kind: "video" as const,
    kbits: 100,
    loss: 0,
    jitterMs: 1,
    width: 1_280,
    height: 720,
    fps: 30,
  }));
}
