import { assertEquals } from "@std/assert";
import type { Signal } from "../../../protocol/mod.ts";
import { createEmitter } from "../emitter.ts";
import { createTyping, TYPING_EVERY_MS, TYPISTS_MAX } from "./typing.ts";

const ADA = "ada-0000000000000";

function setUp() {
  const signals = createEmitter<Signal>();
  const told: (string | undefined)[] = [];
  let now = 0;
  const typing = createTyping({
    onSignal: signals.on,
    tell: (to) => told.push(to),
    now: () => now,
  });
  return { typing, signals, told, pass: (ms: number) => now += ms };
}

Deno.test("that one writes is told at once, and then no more than every few seconds", () => {
  const { typing, told, pass } = setUp();
  typing.note(undefined);
  pass(TYPING_EVERY_MS - 1);
  typing.note(ADA);
  assertEquals(told, [undefined]);
  pass(1);
  typing.note(ADA);
  assertEquals(told, [undefined, ADA]);
  typing.dispose();
});

Deno.test("who writes is shown once, until a message comes", () => {
  const { typing, signals } = setUp();
  signals.emit({ type: "typing", peerId: ADA });
  signals.emit({ type: "typing", peerId: ADA, to: "me-00000000000000" });
  assertEquals(typing.typists.peek(), [{ peerId: ADA, isDirect: true }]);
  typing.stop(ADA);
  assertEquals(typing.typists.peek(), []);
  typing.dispose();
});

Deno.test("those shown as writing are bounded", () => {
  const { typing, signals } = setUp();
  for (let index = 0; index < TYPISTS_MAX + 5; index++) {
    signals.emit({ type: "typing", peerId: `peer-${index}-000000000000` });
  }
  assertEquals(typing.typists.peek().length, TYPISTS_MAX);
  typing.dispose();
});
