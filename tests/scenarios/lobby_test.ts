/** The waiting room: nobody comes in who was not let in, and nothing of the meeting goes out. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { MeetingTicket, ServerMessage, SettingsPatch } from "../../protocol/mod.ts";
import { ownerOf } from "../faults/owner.ts";
import { RefusedError } from "../harness/client_socket.ts";
import { commandRoom, createMeeting, requestTicket } from "../harness/meetings.ts";
import { Person, type PersonOptions } from "../harness/person.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { type Scenario, scenarios, withTails } from "./table.ts";

/** Knocks are repeated every 10 s; a room that nobody owns has to be taken over first. */
const NEXT_KNOCK_LIMIT_MS = 25_000;

const list: Scenario[] = [
  {
    name: "who waits gets nothing of the meeting, and comes in over the same socket",
    async run(stack) {
      const { host, guest } = await meeting(stack, { lobby: true });
      await using hanna = await Person.arrive({ gateway: stack.gateway(0), ticket: host });
      await using walter = await Person.arrive({ gateway: stack.gateway(1), ticket: guest });
      assertEquals(walter.lobby, { state: "waiting", for: "admission" });
      const seen = await until("hanna sees who waits", () => hanna.meeting.lobby[0], Boolean);
      assertEquals([seen?.peerId, seen?.name], [walter.peerId, "Somebody"]);

      // Things happen inside meanwhile.
      await hanna.command({ type: "sendMessage", text: "a secret of those inside" });
      await hanna.command({ type: "spotlight", peerIds: [hanna.peerId] });
      for (const type of ["sync", "leave"]) {
        const error = await assertRejects(() => walter.socket.request(type), RefusedError);
        assertEquals(error.code, "out-of-order");
      }
      const typing = { command: { type: "react", emoji: "👍" } };
      await assertRejects(() => walter.socket.request("command", typing), RefusedError);
      await hanna.command({ type: "admit", peerIds: [walter.peerId] });
      await until("walter is admitted", () => walter.lobby?.state === "admitted");
      const heard = walter.socket.frames.filter((frame) => !isPong(frame));
      assertEquals(heard.map(({ type }) => type).sort(), [
        "answer",
        "lobby",
        "refusal",
        "refusal",
        "refusal",
      ]);
      const [answer] = heard;
      assert(answer?.type === "answer");
      assertEquals(answer.result, {
        peerId: walter.peerId,
        lobby: { state: "waiting", for: "admission" },
      });
      for (const inside of [hanna.peerId, "secret", "token", "snapshot", "media"]) {
        assertEquals(JSON.stringify(heard).includes(inside), false, inside);
      }

      await walter.join();
      await until("they see each other", () => hanna.roster.peers.length === 2);
      assertEquals(walter.roster.peers.length, 2);
      await until("nobody waits", () => hanna.meeting.lobby.length === 0);
      assertEquals(walter.meeting.lobby, []);
    },
  },
  {
    name: "who is denied may knock again; for good, stays out with that browser until let back",
    async run(stack) {
      const { host, guest, another } = await meeting(stack, { lobby: true });
      await using hanna = await Person.arrive({ gateway: stack.gateway(0), ticket: host });
      const device = "a-browser-that-is-kept-out";
      const options: PersonOptions = { gateway: stack.gateway(1), ticket: guest, device };
      await using walter = await Person.arrive(options);
      await hanna.command({ type: "deny", peerId: walter.peerId, block: false });
      await until("walter is denied", () => walter.lobby?.state === "denied");
      await walter.join();
      assertEquals(walter.lobby, { state: "waiting", for: "admission" });
      await hanna.command({ type: "deny", peerId: walter.peerId, block: true });
      await walter.socket.untilClosed();
      assertEquals(walter.bye, "blocked");
      for (const ticket of [guest, another]) {
        const error = await assertRejects(
          () => Person.arrive({ ...options, ticket }),
          RefusedError,
        );
        assertEquals(error.code, "blocked");
      }
      await until("nobody waits", () => hanna.meeting.lobby.length === 0);
      const kept = await until("hanna sees it", () => hanna.meeting.keptOut[0], Boolean);
      assertEquals([kept?.peerId, kept?.name], [walter.peerId, "Somebody"]);
      await hanna.command({ type: "letBack", peerId: walter.peerId });
      await using again = await Person.arrive(options);
      assertEquals(again.lobby, { state: "waiting", for: "admission" });
      await until("hanna sees nobody kept out", () => hanna.meeting.keptOut.length === 0);
    },
  },
  {
    name: "early people wait for the host, and don't slip in where there is a lobby",
    async run(stack) {
      for (const lobby of [false, true]) {
        const { host, guest } = await meeting(stack, { joinBeforeHost: false, lobby });
        await using walter = await Person.arrive({ gateway: stack.gateway(1), ticket: guest });
        assertEquals(walter.lobby, { state: "waiting", for: "host" });
        await using hanna = await Person.arrive({ gateway: stack.gateway(0), ticket: host });
        if (lobby) {
          await until(
            "walter waits for admission",
            () => walter.lobby,
            (now) => now?.state === "waiting" && now.for === "admission",
          );
          await walter.join();
          assertEquals(walter.isInside, false);
          await hanna.command({ type: "admit" });
        }
        await walter.untilIn();
        assertEquals(walter.isInside, true);
      }
    },
  },
  {
    name: "who goes away waits no more; who waits elsewhere is one person",
    async run(stack) {
      const { host, guest } = await meeting(stack, { lobby: true });
      await using hanna = await Person.arrive({ gateway: stack.gateway(0), ticket: host });
      const options = { gateway: stack.gateway(1), ticket: guest };
      await using first = await Person.arrive(options);
      await using second = await Person.arrive({ ...options, gateway: stack.gateway(2) });
      await first.socket.untilClosed();
      assertEquals(first.bye, "session-replaced");
      await until("one waits", () => hanna.meeting.lobby.length === 1);
      await second.socket.close();
      await until("nobody waits", () => hanna.meeting.lobby.length === 0);
    },
  },
  {
    name: "a locked meeting takes nobody new, and nobody may knock",
    async run(stack) {
      const { host, guest, another } = await meeting(stack, {});
      await using hanna = await Person.arrive({ gateway: stack.gateway(0), ticket: host });
      await using walter = await Person.arrive({ gateway: stack.gateway(1), ticket: guest });
      await hanna.command({ type: "changeSettings", settings: { locked: true } });
      const error = await assertRejects(
        () => Person.arrive({ gateway: stack.gateway(2), ticket: another }),
        RefusedError,
      );
      assertEquals(error.code, "room-locked");
      await walter.leave();
      await using back = await Person.arrive({ gateway: stack.gateway(2), ticket: guest });
      assertEquals(back.isInside, true, "who was here may come back");
    },
  },
];

scenarios("the lobby", list);

/** The sanitizers are off for the reason given at `scenarios` in `table.ts`. */
Deno.test({
  name: "who waits goes on waiting when the room's owner dies, and when the gateway does",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 3, gateways: 2, mediaNodes: 1 });
    await withTails(stack, async () => {
      const { host, guest, another } = await meeting(stack, { lobby: true });
      const [first, second] = [stack.gateway(0), stack.gateway(1)];
      await using hanna = await Person.arrive({ gateway: first, ticket: host });
      await using walter = await Person.arrive({ gateway: first, ticket: guest });
      await using wilma = await Person.arrive({ gateway: second, ticket: another });

      await stack.kill(await ownerOf(stack, host.roomId));
      await hanna.command({ type: "admit", peerIds: [walter.peerId] });
      await walter.untilIn(NEXT_KNOCK_LIMIT_MS);
      assertEquals(walter.isInside, true);

      const [waiting] = await until(
        "hanna sees that one still waits",
        () => hanna.meeting.lobby,
        (lobby) => lobby.length === 1 && lobby[0]?.peerId === wilma.peerId,
      );
      await stack.kill(second.name);
      await wilma.socket.untilClosed();
      await wilma.move(first);
      assertEquals(wilma.lobby, { state: "waiting", for: "admission" });
      const [again] = await until(
        "hanna knows",
        () => hanna.meeting.lobby,
        (lobby) => lobby.length === 1,
      );
      assertEquals(again?.since, waiting?.since, "the place in the line is kept");
      await hanna.command({ type: "admit" });
      await wilma.untilIn();
    });
  },
});

/** Whoever waits for long says meanwhile that the socket lives. */
const isPong = (frame: ServerMessage) =>
  frame.type === "answer" && JSON.stringify(frame.result) === "{}";

async function meeting(
  stack: Stack,
  settings: SettingsPatch,
): Promise<Record<"host" | "guest" | "another", MeetingTicket>> {
  const host = await createMeeting(stack.gateway(0));
  const reply = await commandRoom(stack, host.roomId, { type: "changeSettings", settings });
  assert(reply.ok, JSON.stringify(reply));
  const guest = await requestTicket(stack.gateway(0), host.code);
  return { host, guest, another: await requestTicket(stack.gateway(0), host.code) };
}
