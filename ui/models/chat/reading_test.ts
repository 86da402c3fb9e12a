import { assertEquals } from "@std/assert";
import { signal } from "@preact/signals";
import type { ChatMessage } from "../../../protocol/mod.ts";
import { createReading } from "./reading.ts";

const SELF = "me-00000000000000";
const from = (id: number, from: string): ChatMessage => ({ id, from, name: "", at: 0, text: "a" });
const ADA = "ada-0000000000000";

Deno.test("what was there before is not new; what comes unseen is, until it is in sight", () => {
  const messages = signal<readonly ChatMessage[]>([]);
  const isTold = signal(false);
  const reading = createReading({ messages, isTold, selfId: SELF });
  messages.value = [from(1, ADA), from(2, ADA)];
  isTold.value = true;
  assertEquals(reading.unread.value, 0);

  messages.value = [...messages.peek(), from(3, SELF), from(4, ADA)];
  assertEquals(reading.unread.value, 1);
  assertEquals(reading.readUpTo.value, 2);

  reading.watch(true);
  assertEquals(reading.unread.value, 0);
  assertEquals(reading.readUpTo.value, 2);
  messages.value = [...messages.peek(), from(5, ADA)];
  assertEquals(reading.unread.value, 0);

  reading.watch(false);
  reading.done();
  messages.value = [...messages.peek(), from(6, ADA)];
  assertEquals(reading.unread.value, 1);
  assertEquals(reading.readUpTo.value, 5);
  reading.dispose();
});
