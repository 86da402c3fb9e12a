import { assertEquals } from "@std/assert";
import type { MeetingCommand } from "../../protocol/mod.ts";
import { CommandLimits } from "./command_limits.ts";

const TYPING: MeetingCommand = { type: "typing" };
const MESSAGE: MeetingCommand = { type: "sendMessage", text: "hi" };
const REACTION: MeetingCommand = { type: "react", emoji: "👍" };
const LOWER_ALL: MeetingCommand = { type: "lowerAllHands" };

function allowed(limits: CommandLimits, command: MeetingCommand, nowMs: number): number {
  let count = 0;
  while (count < 100 && limits.refusal(command, nowMs) === undefined) count++;
  return count;
}

Deno.test("client may say some at once and then so many a second", () => {
  const limits = new CommandLimits();
  assertEquals(allowed(limits, MESSAGE, 0), 10);
  assertEquals(allowed(limits, MESSAGE, 1_000), 5);
});

Deno.test("refusal is coded and says when to try again", () => {
  const limits = new CommandLimits();
  allowed(limits, TYPING, 0);
  assertEquals(limits.refusal(TYPING, 0), {
    code: "rate-limited",
    message: 'Cannot carry out "typing": there are too many at once',
    retryAfterMs: 500,
  });
});

Deno.test("what is said too fast of one kind leaves the others alone", () => {
  const limits = new CommandLimits();
  allowed(limits, TYPING, 0);
  allowed(limits, MESSAGE, 0);
  assertEquals(allowed(limits, REACTION, 0), 10);
});

Deno.test("what hosts do is not counted here", () => {
  assertEquals(allowed(new CommandLimits(), LOWER_ALL, 0), 100);
});
