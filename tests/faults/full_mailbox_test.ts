/** More commands at once than a room takes: it says so, says when to come again, and loses none. */
import { assert, assertEquals } from "@std/assert";
import type { RoomId, RoomReply, Sender, View } from "../../protocol/mod.ts";
import { createMeeting, sendToRoom } from "../harness/meetings.ts";
import { readRoomLog } from "../harness/room_log.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";
import { ownerOf } from "./owner.ts";

/** Three times what a mailbox holds. */
const COMMANDS = 3_000;
const COMMAND_LIMIT_MS = 20_000;
const ALL_LIMIT_MS = 60_000;
const NO_VIEW: View = { generation: 0, ready: [], tiles: [] };
const SENDER: Sender = {
  kind: "session",
  sessionId: "eager",
  peerId: "eager",
  role: "participant",
};

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
Deno.test({
  name: "a full mailbox answers overloaded, and who comes again is served",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using stack = await Stack.start({ mediaNodes: 1 });
    await withTails(stack, () => flood(stack));
  },
});

async function flood(stack: Stack): Promise<void> {
  const { roomId } = await createMeeting(stack.gateway());
  const capabilities = { codecs: [], extensions: [] };
  const join = { type: "join", name: "Eager", capabilities, view: NO_VIEW };
  assertEquals((await send(stack, roomId, "join", join)).ok, true);
  const owner = stack.process(await ownerOf(stack, roomId));

  // All of them wait at its socket before the first is read.
  owner.signal("SIGSTOP");
  const ids = Array.from({ length: COMMANDS }, (_, index) => `command-${index}`);
  const first = ids.map((id) => say(stack, roomId, id));
  await stack.bus.flush();
  owner.signal("SIGCONT");
  const replies = await Promise.all(first);

  const accepted = new Set(ids.filter((_, index) => replies[index]?.ok));
  for (const reply of replies) {
    if (reply.ok) continue;
    assertEquals(reply.error.code, "overloaded");
    assert((reply.error.retryAfterMs ?? 0) > 0, "it says when to come again");
  }
  assert(accepted.size < COMMANDS, "the mailbox was never full");
  assert(accepted.size > 0, "the room served nobody");
  await until(
    "everybody who comes again is served",
    async () => {
      const waiting = ids.filter((id) => !accepted.has(id)).slice(0, COMMANDS / 10);
      await Promise.all(waiting.map(async (id) => {
        if ((await say(stack, roomId, id)).ok) accepted.add(id);
      }));
      return accepted.size;
    },
    (count) => count === COMMANDS,
    ALL_LIMIT_MS,
  );

  const log = await readRoomLog(stack.bus, roomId);
  const written = log.flatMap(({ commands }) => commands.map(({ id }) => id))
    .filter((id) => id.startsWith("command-"));
  assertEquals(written.length, COMMANDS, "each once");
  assertEquals(new Set(written).size, COMMANDS);
}

function say(stack: Stack, roomId: RoomId, id: string): Promise<RoomReply> {
  const resume = { type: "resume", rev: Number.MAX_SAFE_INTEGER, view: NO_VIEW, connectionId: id };
  return send(stack, roomId, id, resume);
}

function send(stack: Stack, roomId: RoomId, id: string, body: unknown): Promise<RoomReply> {
  const deadlineAt = Date.now() + COMMAND_LIMIT_MS;
  return sendToRoom(stack, roomId, { v: 1, id, roomId, from: SENDER, deadlineAt, body });
}
