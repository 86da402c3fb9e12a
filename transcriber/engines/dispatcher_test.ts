import { assertEquals, assertRejects } from "@std/assert";
import { silentLogger, systemClock } from "../../kit/mod.ts";
import { WAITING_MAX } from "../limits.ts";
import { Dispatcher } from "./dispatcher.ts";
import { type SpeechEngine, SpeechError } from "./engine.ts";

/** Microtasks after which what should follow has followed. */
const TURNS_MAX = 100;

/** An engine that answers when it is told to. */
class HeldEngine implements SpeechEngine {
  readonly name = "held";
  readonly concurrency = 2;
  readonly givesInterim = false;
  readonly language = "en";
  readonly waiting: PromiseWithResolvers<string>[] = [];

  transcribe(): Promise<string> {
    const answer = Promise.withResolvers<string>();
    this.waiting.push(answer);
    return answer.promise;
  }

  /** The answer to the question of that number, as soon as it is asked. */
  async asked(at: number): Promise<PromiseWithResolvers<string>> {
    for (let turn = 0; turn < TURNS_MAX; turn++) {
      const answer = this.waiting[at];
      if (answer) return answer;
      await Promise.resolve();
    }
    throw new Error(`Cannot answer question ${at}: it is not asked`);
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
  await dispatcher[Symbol.asyncDispose]();
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

Deno.test("captions go before recordings, and leave them half of the engine", async () => {
  const engine = new HeldEngine();
  const dispatcher = make(engine);
  const { signal } = new AbortController();
  const order: string[] = [];
  const ask = (name: string, text: Promise<unknown>) => text.then(() => order.push(name));
  const recorded = (name: string) =>
    ask(name, dispatcher.transcribeRecorded(new Int16Array(1), signal));
  const caption = (name: string) => ask(name, dispatcher.transcribe(new Int16Array(1)));
  // Nobody reads captions yet: recordings have all of it.
  const all = [recorded("recorded 1"), recorded("recorded 2"), recorded("recorded 3")];
  assertEquals(engine.waiting.length, 2);
  all.push(caption("caption 1"), caption("caption 2"));
  for (let next = 0; next < all.length; next++) (await engine.asked(next)).resolve("ok");
  await Promise.all(all);
  assertEquals(order, ["recorded 1", "recorded 2", "caption 1", "caption 2", "recorded 3"]);
  // Now somebody does: of two that it takes at a time, one is left for captions.
  const more = [recorded("a"), recorded("b")];
  assertEquals(engine.waiting.length, 6);
  more.push(caption("c"));
  assertEquals(engine.waiting.length, 7);
  for (const next of [5, 6, 7]) (await engine.asked(next)).resolve("ok");
  await Promise.all(more);
});

Deno.test("a recording is told what failed, and is not asked for once it is given up", async () => {
  const engine = new HeldEngine();
  const dispatcher = make(engine);
  const giveUp = new AbortController();
  const ask = () => dispatcher.transcribeRecorded(new Int16Array(1), giveUp.signal);
  const [first, second, third] = [ask(), ask(), ask()];
  const failures = [first, third].map((text) => assertRejects(() => text, SpeechError));
  engine.waiting[0]?.reject(new SpeechError("engine-refused", "not with this token"));
  giveUp.abort();
  assertEquals((await failures[0])?.code, "engine-refused");
  engine.waiting[1]?.resolve("said");
  assertEquals(await second, "said");
  assertEquals((await failures[1])?.code, "engine-unavailable");
  assertEquals(engine.waiting.length, 2);
});
