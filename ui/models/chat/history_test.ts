import { assertEquals } from "@std/assert";
import type { ChatMessage } from "../../../protocol/mod.ts";
import {
  EMPTY_HISTORY,
  HELD_MAX,
  isReadAt,
  unreadOf,
  withChange,
  withNewest,
  withOlder,
} from "./history.ts";

const message = (id: number, more: Partial<ChatMessage> = {}): ChatMessage => ({
  id,
  from: "ada-0000000000000",
  name: "Ada",
  at: id * 1_000,
  text: `${id}`,
  ...more,
});
const history = (ids: readonly number[], hasOlder = false) => ({
  messages: ids.map((id) => message(id)),
  hasOlder,
});
const idsOf = ({ messages }: { messages: readonly ChatMessage[] }) => messages.map(({ id }) => id);

Deno.test("older pages stay before what the room tells now", () => {
  const first = withNewest(EMPTY_HISTORY, history([30, 40], true));
  const paged = withOlder(first, history([10, 20], true));
  const later = withNewest(paged, history([30, 40, 50], true));
  assertEquals(idsOf(later), [10, 20, 30, 40, 50]);
  assertEquals(later.hasOlder, true);
  assertEquals(withOlder(later, history([5], false)).hasOlder, false);
});

Deno.test("where something may be missing, what was held is given up", () => {
  const held = history([10, 20, 30], false);
  const after = withNewest(held, history([70, 80], true));
  assertEquals(idsOf(after), [70, 80]);
  assertEquals(after.hasOlder, true);
});

Deno.test("a snapshot that says it is whole is joined to what was held", () => {
  assertEquals(idsOf(withNewest(history([10, 20], true), history([30], false))), [10, 20, 30]);
});

Deno.test("the room's own word replaces what was held", () => {
  const held = history([10, 20]);
  const told = { messages: [message(20, { text: "edited" }), message(30)], hasOlder: true };
  assertEquals(withNewest(held, told).messages.map(({ text }) => text), ["10", "edited", "30"]);
});

Deno.test("what changes is changed in older pages too, and nowhere else", () => {
  const held = history([10, 20]);
  const edited = withChange(held, {
    type: "MessageChanged",
    message: message(10, { text: "new" }),
  });
  assertEquals(edited.messages[0]?.text, "new");
  const reacted = withChange(edited, {
    type: "MessageReacted",
    messageId: 20,
    peerId: "ben-0000000000000",
    emoji: "👍",
    on: true,
  });
  assertEquals(reacted.messages[1]?.reactions, { "👍": ["ben-0000000000000"] });
  const unknown = withChange(held, { type: "MessageChanged", message: message(99) });
  assertEquals(unknown, held);
});

Deno.test("what is held is bounded, and further pages are not offered then", () => {
  const full = history(Array.from({ length: HELD_MAX - 1 }, (_, index) => index + 1_000), true);
  const over = withOlder(full, history([1, 2, 3], true));
  assertEquals(over.messages.length, HELD_MAX);
  assertEquals(over.hasOlder, false);
});

Deno.test("what is for one, for all, or said in one's own place is read here", () => {
  assertEquals(isReadAt(message(1, { breakout: "b1" }), "b1"), true);
  assertEquals(isReadAt(message(1, { breakout: "b1" }), undefined), false);
  assertEquals(isReadAt(message(1), "b1"), false);
  assertEquals(isReadAt(message(1, { announcement: true }), "b1"), true);
  assertEquals(isReadAt(message(1, { to: "ben-0000000000000" }), "b1"), true);
});

Deno.test("others' messages since the last one read are unread, deleted ones are not", () => {
  const messages = [
    message(1),
    message(2),
    message(3, { from: "me-00000000000000" }),
    message(4, { deleted: true, text: "" }),
    message(5),
  ];
  assertEquals(unreadOf(messages, 1, "me-00000000000000"), 2);
  assertEquals(unreadOf(messages, 5, "me-00000000000000"), 0);
});
