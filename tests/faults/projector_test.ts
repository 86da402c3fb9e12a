/**
 * PostgreSQL is stopped in the middle of a meeting, and the room's owner dies meanwhile: nobody notices, and
 * afterwards the rows say what the room's log says, each fact once. A quarter of a minute stands for five:
 * nothing in between depends on how long it is.
 */
import { assertEquals } from "@std/assert";
import postgres from "postgres";
import { auditOf } from "../../control/projector/audit.ts";
import { Fact } from "../../control/room/mod.ts";
import type { MeetingCommand } from "../../protocol/mod.ts";
import { createMeeting, requestTicket } from "../harness/meetings.ts";
import { LightSession } from "../harness/light_session.ts";
import { readRoomLog } from "../harness/room_log.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";
import { ownerOf } from "./owner.ts";

const STOPPED_MS = 12_000;
/** People vote and write at most so often; a room refuses more. */
const ROUND_MS = 1_000;
const BACK_LIMIT_MS = 60_000;

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
Deno.test({
  name: "a meeting while PostgreSQL is stopped and its owner dies is kept as it was, once",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 3, mediaNodes: 1 });
    await withTails(stack, () => meet(stack));
  },
});

async function meet(stack: Stack): Promise<void> {
  const ticket = await createMeeting(stack.gateway(0), "Planning");
  const { roomId, code } = ticket;
  const owner = await ownerOf(stack, roomId);
  const [first, second] = stack.gateways.filter(({ name }) => name !== owner);
  if (!first || !second) throw new Error("Cannot go on: there are not two other hosts");
  const guest = await requestTicket(first, code);
  await using host = await LightSession.join(first, ticket);
  await using bob = await LightSession.join(second, guest);
  const bobId = bob.joined.peerId;
  const say = (who: LightSession, command: MeetingCommand) =>
    who.socket.request("command", { command });

  const options = ["yes", "no"];
  const poll = {
    type: "createPoll",
    question: "Go on?",
    options,
    open: true,
    multiple: false,
  } as const;
  await say(host, { type: "sendMessage", text: "before" });
  await say(host, { ...poll, anonymous: true });
  await say(host, { ...poll, anonymous: false });

  await stack.postgres.kill();
  const endsAt = performance.now() + STOPPED_MS;
  let round = 0;
  for (let isDead = false; performance.now() < endsAt; round++) {
    const began = performance.now();
    await say(host, { type: "sendMessage", text: `to all ${round}` });
    await say(bob, { type: "sendMessage", text: `to the host ${round}`, to: host.joined.peerId });
    await say(bob, { type: "vote", pollId: round % 2 ? "q1" : "q2", choices: [round % 3 % 2] });
    await say(host, { type: "mute", peerId: bobId, mayUnmute: round % 2 === 0 });
    await say(host, { type: "changeSettings", settings: { locked: round % 2 === 0 } });
    await say(bob, { type: "raiseHand", raised: true });
    await say(host, { type: "lowerAllHands" });
    if (!isDead && endsAt - performance.now() < STOPPED_MS / 2) {
      await stack.kill(owner, "SIGKILL");
      isDead = true;
    }
    const overAt = began + ROUND_MS;
    await until("people may vote again", () => performance.now(), (now) => now >= overAt);
  }
  await stack.postgres.start();
  await say(host, { type: "sendMessage", text: "after" });

  await assertKept(stack, roomId);
}

/** Compares what is kept with what the room's own log says. */
async function assertKept(stack: Stack, roomId: string): Promise<void> {
  const sql = postgres(stack.postgres.url, { max: 1, onnotice: () => {} });
  try {
    const read = async (text: string): Promise<Record<string, unknown>[]> =>
      (await sql.unsafe(text, [roomId])).map((row) => Object.fromEntries(Object.entries(row)));
    const keptTo = async () =>
      Number((await read("SELECT rev FROM room_heads WHERE room_id = $1"))[0]?.["rev"]);
    const { facts } = await until(
      "all facts are kept",
      async () => {
        const facts = await factsOf(stack, roomId);
        return { kept: await keptTo(), told: facts.at(-1)?.rev ?? 0, facts };
      },
      ({ kept, told }) => kept === told,
      BACK_LIMIT_MS,
    );
    const sent = facts.flatMap(({ fact }) => fact.type === "MessageSent" ? [fact.message] : []);
    assertEquals(
      await read(`SELECT message_id::int AS id, text, to_peer FROM messages WHERE room_id = $1
        ORDER BY message_id`),
      sent.map(({ id, text, to }) => ({ id, text, to_peer: to ?? null })),
    );
    const answers = new Map(
      facts.flatMap(({ fact }) =>
        fact.type === "PollAnswered" ? [[`${fact.pollId} ${fact.peerId}`, fact] as const] : []
      ),
    );
    assertEquals(
      await read(`SELECT poll_id, choices FROM poll_answers WHERE room_id = $1 ORDER BY poll_id`),
      [...answers.values()].map(({ pollId, choices }) => ({ poll_id: pollId, choices }))
        .toSorted((one, other) => one.poll_id.localeCompare(other.poll_id)),
    );
    const acts = facts.flatMap(({ rev, fact }) => {
      const audited = auditOf(fact);
      return audited ? [{ rev, act: audited.act, subject: audited.subject }] : [];
    });
    assertEquals(
      await read("SELECT rev::int, act, subject FROM audit WHERE room_id = $1 ORDER BY rev"),
      acts,
    );
    assertEquals(acts.some(({ act }) => act === "SettingsChanged"), true);
  } finally {
    await sql.end();
  }
}

/** All that the room's log tells, and at which revision. */
async function factsOf(stack: Stack, roomId: string): Promise<{ rev: number; fact: Fact }[]> {
  const entries = await readRoomLog(stack.bus, roomId);
  return entries.flatMap(({ rev, commands }) =>
    commands.flatMap(({ events }) => events)
      .map((fact, index) => ({ rev: rev + 1 + index, fact: Fact.parse(fact) }))
  );
}
