import { assertEquals } from "@std/assert";
import { MemoryBroker, systemClock } from "../../kit/mod.ts";
import { poll, STATE_LIMIT_MS } from "../../kit/testing/poll.ts";
import { subjects, type TranscriberBeat } from "../../protocol/mod.ts";
import { TranscriberDirectory } from "./transcriber_directory.ts";

Deno.test("rooms go to the transcriber with the most room, or to the one that they had", async () => {
  const broker = new MemoryBroker();
  const [bus, others] = [broker.connect(), broker.connect()];
  let nowMs = 0;
  const clock = { ...systemClock, monotonicMs: () => nowMs };
  await using directory = new TranscriberDirectory({ bus, clock, onChanged: () => {} });
  const beat = async (id: string, change: Partial<TranscriberBeat>) => {
    const bootId = `${id}-${JSON.stringify(change)}`;
    const base = { v: 1, transcriberId: id, bootId, at: 0, draining: false, voices: 0 } as const;
    others.publish(subjects.transcriberBeat(id), { ...base, voicesMax: 8, ...change });
    await poll(`${id} is known`, STATE_LIMIT_MS, () => directory.bootOf(id) === bootId);
  };
  assertEquals(directory.choose(1), undefined);
  await beat("t1", { voices: 6 });
  await beat("t2", { voices: 5 });
  await beat("t3", { draining: true });
  await beat("t4", { voices: 8 });
  assertEquals(directory.choose(2), "t2");
  assertEquals(directory.choose(1), "t1", "what t2 was given counts before it says so itself");
  assertEquals(directory.choose(1, "t2"), "t2");
  assertEquals(directory.choose(1, "t4"), "t1");
  assertEquals(directory.isDraining("t3"), true);
  nowMs = 10_000;
  assertEquals(directory.choose(1), undefined, "nobody has been heard of for long");
  await beat("t2", { voices: 1 });
  assertEquals(directory.choose(1), "t2");
  directory.forget("t2");
  assertEquals(directory.choose(1), undefined);
  await bus.close();
  await others.close();
});
