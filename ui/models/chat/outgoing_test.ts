import { assertEquals } from "@std/assert";
import type { ChatMessage } from "../../../protocol/mod.ts";
import { commandOf, type Letter, type Outgoing, stillOutgoing } from "./outgoing.ts";

const SELF = "me-00000000000000";
const outgoing = (key: number, letter: Letter, after = 0): Outgoing => ({
  key,
  letter,
  at: 0,
  after,
  requestId: key,
  state: "waiting",
});
const message = (id: number, text: string, more: Partial<ChatMessage> = {}): ChatMessage => ({
  id,
  from: SELF,
  name: "Me",
  at: 0,
  text,
  ...more,
});
const keysOf = (list: readonly Outgoing[]) => list.map(({ key }) => key);

Deno.test("what has arrived is on its way no more, each for itself", () => {
  const both = [outgoing(1, { text: "ok" }), outgoing(2, { text: "ok" })];
  const first = stillOutgoing(both, [message(10, "ok")], SELF);
  assertEquals(keysOf(first), [2]);
  assertEquals(keysOf(stillOutgoing(first, [message(10, "ok")], SELF)), [2]);
  assertEquals(stillOutgoing(first, [message(10, "ok"), message(11, "ok")], SELF), []);
});

Deno.test("others' words, earlier ones and those to somebody else are not it", () => {
  const one = [outgoing(1, { text: "ok", to: "ada-0000000000000" }, 5)];
  const messages = [
    message(5, "ok", { to: "ada-0000000000000" }),
    message(6, "ok"),
    message(7, "ok", { to: "ada-0000000000000", from: "ben-0000000000000" }),
  ];
  assertEquals(stillOutgoing(one, messages, SELF), one);
});

Deno.test("it has arrived also where it was changed right away", () => {
  const one = [outgoing(1, { text: "ok" })];
  assertEquals(stillOutgoing(one, [message(6, "", { deleted: true })], SELF), []);
});

Deno.test("an announcement and a message are different commands", () => {
  assertEquals(commandOf({ text: "a", announcement: true }), { type: "announce", text: "a" });
  assertEquals(commandOf({ text: "a", replyTo: 3 }), {
    type: "sendMessage",
    text: "a",
    replyTo: 3,
  });
});
