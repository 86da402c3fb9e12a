import { assertEquals } from "@std/assert";
import type { ChatMessage } from "../../../protocol/mod.ts";
import { rowsOf } from "./groups.ts";

const SELF = "me-00000000000000";
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const dayOf = (at: number) => `${Math.floor(at / DAY_MS)}`;

const message = (id: number, from: string, at: number, more: Partial<ChatMessage> = {}) => ({
  id,
  from,
  name: from,
  at,
  text: `${id}`,
  ...more,
});
const shapeOf = (messages: readonly ChatMessage[], readUpTo?: number) =>
  rowsOf(messages, { readUpTo, selfId: SELF, dayOf }).map((row) =>
    row.kind === "group" ? row.messages.map(({ id }) => id) : row.kind
  );

Deno.test("one sender's messages of one minute stand together", () => {
  assertEquals(
    shapeOf([
      message(1, "ada", 0),
      message(2, "ada", 30_000),
      message(3, "ada", MINUTE_MS),
      message(4, "ben", MINUTE_MS + 1),
    ]),
    ["day", [1, 2], [3], [4]],
  );
});

Deno.test("what goes to one, and an announcement, stands by itself", () => {
  assertEquals(
    shapeOf([
      message(1, "ada", 0),
      message(2, "ada", 1, { to: SELF }),
      message(3, "ada", 2, { announcement: true }),
    ]),
    ["day", [1], [2], [3]],
  );
});

Deno.test("a new day and new messages are marked once", () => {
  assertEquals(
    shapeOf([
      message(1, "ada", 0),
      message(2, SELF, 1_000),
      message(3, "ada", DAY_MS),
      message(4, "ada", DAY_MS + 1),
    ], 1),
    ["day", [1], [2], "day", "new", [3, 4]],
  );
});

Deno.test("one's own message is never the first of the new ones", () => {
  assertEquals(shapeOf([message(1, "ada", 0), message(2, SELF, 1)], 1), ["day", [1], [2]]);
});
