import { assertEquals } from "@std/assert";
import { MemoryBroker } from "../../kit/mod.ts";
import { poll, STATE_LIMIT_MS } from "../../kit/testing/poll.ts";
import { ManualClock } from "../gateway/testing/manual_clock.ts";
import { type Worker, WorkerDirectory } from "./worker_directory.ts";

async function scene() {
  const broker = new MemoryBroker();
  const [bus, others] = [broker.connect(), broker.connect()];
  const clock = new ManualClock();
  const news: string[] = [];
  const directory = new WorkerDirectory({
    bus,
    clock,
    subject: "beats",
    read: (body) => body as Worker,
    onChanged: () => news.push("changed"),
  });
  const beat = async (id: string, change: Partial<Worker> = {}) => {
    const bootId = `${id} ${clock.monotonicMs()} ${JSON.stringify(change)}`;
    const idle = { id, bootId, draining: false, problem: null, tracks: 0, tracksMax: 8 };
    others.publish("beats", { ...idle, ...change });
    await poll(`${id} is known`, STATE_LIMIT_MS, () => directory.bootOf(id) === bootId);
  };
  await bus.flush();
  return {
    clock,
    directory,
    news,
    beat,
    async [Symbol.asyncDispose]() {
      await directory[Symbol.asyncDispose]();
      await bus.close();
      await others.close();
    },
  };
}

Deno.test("a worker whose beats have ceased is told of once, and not chosen", async () => {
  await using given = await scene();
  const { clock, directory, news, beat } = given;
  await beat("w1");
  news.length = 0;
  clock.advance(1_000);
  assertEquals([directory.isSilent("w1"), news.length], [false, 0]);
  clock.advance(5_000);
  assertEquals([directory.isSilent("w1"), news.length], [true, 1]);
  assertEquals(directory.choose(1), undefined);
  await beat("w1");
  assertEquals([directory.isSilent("w1"), directory.choose(1)], [false, "w1"]);
});

Deno.test("why nobody can be chosen is what they say", async () => {
  await using given = await scene();
  const { directory, beat } = given;
  assertEquals(directory.problem(), undefined);
  await beat("w1", { tracks: 8 });
  assertEquals(directory.problem(), "all have enough to do");
  await beat("w2", { problem: "its disk is full" });
  assertEquals(directory.problem(), "its disk is full");
  await beat("w3");
  assertEquals([directory.problem(), directory.choose(1)], [undefined, "w3"]);
});
