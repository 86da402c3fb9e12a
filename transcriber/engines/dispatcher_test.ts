import { assertEquals } from "@std/assert";
import { silentLogger, systemClock } from "../../kit/mod.ts";
import { WAITING_MAX } from "../limits.ts";
import { Dispatcher } from "./dispatcher.ts";
import { type SpeechEngine, SpeechError } from "./engine.ts";

/** An engine that answers when it is told to. */
class HeldEngine implements SpeechEngine {
  readonly name = "held";
  readonly concurrency = 2;
  readonly givesInterim = false;
  readonly waiting: PromiseWithResolvers<string>[] = [];

  transcribe(): Promise<string> {
    const answer = Promise.withResolvers<string>();
    this.waiting.push(answer);
    return answer.promise;
  }

  problem(): undefined {}
  async [Symbol.asyncDispose](): Promise<void> {}
}

const make = (engine: SpeechEngine, clock = systemClock) =>
  new Dispatcher({ engine, clock, logger: silentLogger() });

Deno.test("an engine gets as much at a time as it takes, and the rest in order", async () => {
  const engine = new HeldEngine();
  const dispatcher = make(engine);
  const texts = [1, 2, 3].map(() => dispatcher.transcribe(new Int16Array(1)));
  assertEquals(engine.waiting.length, 2);
  assertEquals(dispatcher.isIdle, false);
  engine.waiting[1]?.resolve("second");
  assertEquals(await texts[1], "second");
  await Promise.resolve();
  engine.waiting[0]?.reject(new SpeechError("engine-failed", "it broke"));
  assertEquals(await texts[0], undefined);
  engine.waiting[2]?.resolve("third");
  assertEquals(await texts[2], "third");
});

Deno.test("when too many wait the oldest is dropped, and at the end all are", async () => {
  const engine = new HeldEngine();
  const dispatcher = make(engine);
  const texts = Array.from(
    { length: engine.concurrency + WAITING_MAX + 1 },
    () => dispatcher.transcribe(new Int16Array(1)),
  );
  assertEquals(await texts[engine.concurrency], undefined);
  dispatcher.close();
  assertEquals(await texts.at(-1), undefined);
  assertEquals(await dispatcher.transcribe(new Int16Array(1)), undefined);
  for (const { resolve } of engine.waiting) resolve("");
  await Promise.all(texts);
});

Deno.test("what has waited too long is not asked any more", async () => {
  let nowMs = 0;
  const clock = { ...systemClock, monotonicMs: () => nowMs };
  const engine = new HeldEngine();
  const dispatcher = make(engine, clock);
  const texts = [1, 2, 3].map(() => dispatcher.transcribe(new Int16Array(1)));
  nowMs = 60_000;
  for (const { resolve } of engine.waiting) resolve("ok");
  assertEquals(await Promise.all(texts), ["ok", "ok", undefined]);
});
