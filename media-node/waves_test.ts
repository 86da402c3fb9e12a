import { assertEquals } from "@std/assert";
import { audio, consumer, router, transport } from "./testing/steps.ts";
import { waves } from "./waves.ts";

Deno.test("waves hold neighbours of one kind and keep the order of everything else", () => {
  const steps = [
    router,
    transport("a:send:1"),
    transport("a:recv:1"),
    audio("a:mic:1", "a:send:1"),
    consumer("a:b", "a:recv:1", "b:mic:1"),
    consumer("a:c", "a:recv:1", "c:mic:1"),
    { type: "closeConsumer", consumerId: "a:b" },
    { type: "closeConsumer", consumerId: "a:c" },
    consumer("a:b", "a:recv:1", "b:mic:1"),
  ] as const;
  const split = waves(steps);
  assertEquals(split.map((wave) => wave.length), [1, 2, 1, 2, 1, 1, 1]);
  assertEquals(split.flat(), [...steps]);
});

Deno.test("two wishes for one object are never in one wave", () => {
  const first = consumer("a:b", "a:recv:1", "b:mic:1", { paused: true });
  const second = consumer("a:b", "a:recv:1", "b:mic:1", { paused: false });
  assertEquals(waves([first, second]), [[first], [second]]);
});

Deno.test("no steps make no waves", () => {
  assertEquals(waves([]), []);
});
