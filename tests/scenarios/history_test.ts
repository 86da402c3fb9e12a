/** What a meeting leaves behind, read over HTTP by those who may. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { AuditPage, EventsPage, type MeetingCommand, MessagesPage } from "../../protocol/mod.ts";
import { LightSession } from "../harness/light_session.ts";
import { ApiError, commandRoom, createMeeting, requestTicket } from "../harness/meetings.ts";
import { type RoomApi, roomApi } from "../harness/room_api.ts";
import type { Gateway, Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { scenarios } from "./table.ts";

const KEPT_LIMIT_MS = 60_000;

interface Member extends AsyncDisposable {
  session: LightSession;
  peerId: string;
  say: (command: MeetingCommand) => Promise<unknown>;
  api: RoomApi;
}

async function member(
  gateway: Gateway,
  ticket: Parameters<typeof LightSession.join>[1],
): Promise<Member> {
  const session = await LightSession.join(gateway, ticket);
  const { roomId, peerId, accessToken } = session.joined;
  return {
    session,
    peerId,
    say: (command) => session.socket.request("command", { command }),
    api: roomApi(gateway, roomId, accessToken),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

async function meeting(stack: Stack) {
  const ticket = await createMeeting(stack.gateway(0), "Planning");
  const guest = () => requestTicket(stack.gateway(0), ticket.code);
  const host = await member(stack.gateway(0), ticket);
  const bob = await member(stack.gateway(1), await guest());
  const eve = await member(stack.gateway(2), await guest());
  return { roomId: ticket.roomId, host, bob, eve };
}

const read = async (api: RoomApi, query = "") =>
  MessagesPage.parse(await api.get(`messages?${query}`));
const textsOf = async (api: RoomApi, query = "") =>
  (await read(api, query)).messages.map(({ text }) => text);
const untilRead = (api: RoomApi, text: string) =>
  until(`"${text}" is kept`, () => textsOf(api), (texts) => texts.includes(text), KEPT_LIMIT_MS);

async function refusal(work: Promise<unknown>): Promise<number> {
  return (await assertRejects(() => work, ApiError)).status;
}

scenarios("history", [
  {
    name: "everybody reads what they may, in pages and by words",
    async run(stack) {
      const { host, bob, eve } = await meeting(stack);
      await using _ = disposing(host, bob, eve);
      for (const text of ["one apple", "two pears", "three plums"]) {
        await host.say({ type: "sendMessage", text });
      }
      await host.say({ type: "sendMessage", text: "pears for bob", to: bob.peerId });
      await untilRead(host.api, "pears for bob");
      assertEquals(await textsOf(bob.api), [
        "one apple",
        "two pears",
        "three plums",
        "pears for bob",
      ]);
      assertEquals(await textsOf(eve.api), ["one apple", "two pears", "three plums"]);
      assertEquals(await textsOf(eve.api, "q=pears"), ["two pears"]);
      assertEquals(await textsOf(bob.api, "q=PEARS"), ["two pears", "pears for bob"]);
      const newest = await read(eve.api, "limit=2");
      assertEquals([newest.hasOlder, newest.messages.length], [true, 2]);
      const older = await read(eve.api, `limit=2&before=${newest.messages[0]?.id}`);
      assertEquals([older.hasOlder, older.messages.map(({ text }) => text)], [false, [
        "one apple",
      ]]);
    },
  },
  {
    name: "what is written in a breakout is read by who was there, and by no host who was not",
    async run(stack) {
      const { host, bob, eve } = await meeting(stack);
      await using _ = disposing(host, bob, eve);
      await host.say({ type: "planBreakouts", names: ["Tea"], assign: "none", choose: false });
      await host.say({ type: "assignBreakouts", assigned: { [bob.peerId]: "b1" } });
      await host.say({ type: "openBreakouts" });
      await bob.say({ type: "sendMessage", text: "among ourselves" });
      await host.say({ type: "sendMessage", text: "in the main room" });
      await untilRead(bob.api, "in the main room");
      assertEquals(await textsOf(bob.api), ["among ourselves", "in the main room"]);
      assertEquals(await textsOf(host.api), ["in the main room"]);
      assertEquals(await textsOf(host.api, "q=ourselves"), []);
      await host.say({ type: "enterBreakout", breakoutId: "b1" });
      await untilRead(host.api, "among ourselves");
    },
  },
  {
    name: "who is removed reads nothing more, at once",
    async run(stack) {
      const { host, bob, eve } = await meeting(stack);
      await using _ = disposing(host, bob, eve);
      assertEquals(await textsOf(eve.api), []);
      await host.say({ type: "remove", peerId: eve.peerId, block: false });
      assertEquals(await refusal(eve.api.get("messages")), 403);
      assertEquals(
        await refusal(roomApi(stack.gateway(0), "another", "no-token").get("messages")),
        401,
      );
    },
  },
  {
    name: "acts on others are audited, for those who moderate",
    async run(stack) {
      const { roomId, host, bob, eve } = await meeting(stack);
      await using _ = disposing(host, bob, eve);
      await host.say({ type: "rename", peerId: eve.peerId, name: "Eva" });
      await host.say({ type: "rename", peerId: host.peerId, name: "Myself" });
      const acts = async (api: RoomApi) =>
        AuditPage.parse(await api.get("audit")).entries.map(({ act, subject }) => [act, subject]);
      const wanted = [["PeerRenamed", eve.peerId]];
      await until("it is kept", () => acts(host.api), ({ length }) => length > 0, KEPT_LIMIT_MS);
      assertEquals(await acts(host.api), wanted);
      assertEquals(await acts(roomApi(stack.gateway(0), roomId)), wanted);
      assertEquals(await refusal(bob.api.get("audit")), 403);
    },
  },
  {
    name: "who makes, edits, opens, closes, shares and deletes polls is audited",
    async run(stack) {
      const { host, bob, eve } = await meeting(stack);
      await using _ = disposing(host, bob, eve);
      const draft = { options: ["a", "b"], multiple: false, anonymous: false };
      const pollId = "q1";
      await host.say({ type: "createPoll", ...draft, question: "Tee?", open: false });
      await host.say({ type: "editPoll", pollId, ...draft, question: "Tea?", open: true });
      await host.say({ type: "closePoll", pollId });
      await host.say({ type: "sharePoll", pollId, shared: true });
      await host.say({ type: "deletePoll", pollId });
      const entries = async () => AuditPage.parse(await host.api.get("audit")).entries.toReversed();
      const kept = await until("all is kept", entries, ({ length }) => length === 6, KEPT_LIMIT_MS);
      assertEquals(kept.map(({ act, details }) => [act, details]), [
        ["PollCreated", { pollId, question: "Tee?" }],
        ["PollEdited", { pollId, question: "Tea?" }],
        ["PollOpened", { pollId }],
        ["PollClosed", { pollId }],
        ["PollShared", { pollId, shared: true }],
        ["PollDeleted", { pollId }],
      ]);
    },
  },
  {
    name: "a poll is exported with names, or without where it is anonymous",
    async run(stack) {
      const { host, bob, eve } = await meeting(stack);
      await using _ = disposing(host, bob, eve);
      const options = ["=yes", "no, never"];
      const poll = { type: "createPoll", question: "Tea?", options, multiple: false } as const;
      await host.say({ ...poll, anonymous: false, open: true });
      await host.say({ ...poll, anonymous: true, open: true });
      for (const pollId of ["q1", "q2"]) await bob.say({ type: "vote", pollId, choices: [1] });
      const file = async (id: string) => String(await host.api.get(`polls/${id}.csv`));
      const hasVote = async (id: string) =>
        (await file(id).catch(() => "")).includes('"no, never",1');
      await until(
        "votes are kept",
        async () => await hasVote("q1") && await hasVote("q2"),
        Boolean,
        KEPT_LIMIT_MS,
      );
      const named = await file("q1");
      assertStringIncludes(named, "'=yes,0\r\n");
      assertStringIncludes(named, "name,at,answer\r\nLight,");
      assert(!(await file("q2")).includes("Light"));
      assertEquals(await refusal(bob.api.get("polls/q1.csv")), 403);
    },
  },
  {
    name: "an integrator's server follows public events from a cursor",
    async run(stack) {
      const { roomId, host, bob, eve } = await meeting(stack);
      await using _ = disposing(host, bob, eve);
      await host.say({ type: "sendMessage", text: "for bob alone", to: bob.peerId });
      await host.say({ type: "sendMessage", text: "for all" });
      const server = roomApi(stack.gateway(1), roomId);
      const page = async (after = 0) => EventsPage.parse(await server.get(`events?after=${after}`));
      const isIn = ({ events }: EventsPage) => JSON.stringify(events).includes("for all");
      const first = await until("all is kept", () => page(), isIn, KEPT_LIMIT_MS);
      assert(!JSON.stringify(first).includes("for bob alone"));
      assertEquals(first.events[0]?.event.type, "RoomCreated");
      await commandRoom(stack, roomId, { type: "end" });
      const rest = await until(
        "the end is kept",
        () => page(first.after),
        ({ events }) => events.some(({ event }) => event.type === "RoomEnded"),
        KEPT_LIMIT_MS,
      );
      assert(rest.events.every(({ rev }) => rev > first.after));
      assertEquals(await refusal(host.api.get("events")), 401);
      // Who was there when it ended may still read.
      assert((await textsOf(bob.api)).includes("for bob alone"));
    },
  },
]);

function disposing(...members: readonly Member[]): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      for (const one of members) await one[Symbol.asyncDispose]();
    },
  };
}
