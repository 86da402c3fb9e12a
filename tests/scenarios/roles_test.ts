/** Roles: who leads, who follows when the host goes, and what each may do. */
import { assertEquals, assertRejects } from "@std/assert";
import type { MeetingCommand, MeetingTicket } from "../../protocol/mod.ts";
import { ownerOf } from "../faults/owner.ts";
import { RefusedError } from "../harness/client_socket.ts";
import { createMeeting, requestTicket } from "../harness/meetings.ts";
import { Person } from "../harness/person.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { type Scenario, scenarios, withTails } from "./table.ts";

const list: Scenario[] = [
  {
    name: "when the host leaves a co-host leads, then who is there longest; the host comes back",
    async run(stack) {
      const { host, guests: [first, second] } = await meeting(stack);
      await using hanna = await Person.arrive({ gateway: stack.gateway(0), ticket: host });
      await using anna = await Person.arrive({ gateway: stack.gateway(1), ticket: first });
      await using bruno = await Person.arrive({ gateway: stack.gateway(2), ticket: second });
      await hanna.command({ type: "setRole", peerId: bruno.peerId, role: "cohost" });
      await hanna.leave();
      await untilRoles(anna, { [anna.peerId]: "participant", [bruno.peerId]: "host" });
      await bruno.leave();
      await untilRoles(anna, { [anna.peerId]: "host" });
      await using back = await Person.arrive({ gateway: stack.gateway(1), ticket: host });
      await untilRoles(anna, { [anna.peerId]: "participant", [back.peerId]: "host" });
      await using again = await Person.arrive({ gateway: stack.gateway(0), ticket: second });
      assertEquals(again.roleOf(), "cohost", "what the host gave is kept");
    },
  },
  {
    name: "who hands the role over is a co-host, and sees the lobby no less",
    async run(stack) {
      const { host, guests: [first, second] } = await meeting(stack);
      await using hanna = await Person.arrive({ gateway: stack.gateway(0), ticket: host });
      await using anna = await Person.arrive({ gateway: stack.gateway(1), ticket: first });
      await hanna.command({ type: "changeSettings", settings: { lobby: true } });
      await using _ = await Person.arrive({ gateway: stack.gateway(2), ticket: second });
      await until("hanna sees the lobby", () => hanna.meeting.lobby.length === 1);
      assertEquals(anna.meeting.lobby, []);
      await hanna.command({ type: "setRole", peerId: anna.peerId, role: "host" });
      await untilRoles(hanna, { [hanna.peerId]: "cohost", [anna.peerId]: "host" });
      await until("anna sees the lobby now", () => anna.meeting.lobby.length === 1);
      assertEquals(hanna.meeting.lobby.length, 1);
    },
  },
  {
    name: "a participant may do nothing that leads, whatever is tried",
    async run(stack) {
      const { host, guests: [first] } = await meeting(stack);
      await using hanna = await Person.arrive({ gateway: stack.gateway(0), ticket: host });
      await using mallory = await Person.arrive({ gateway: stack.gateway(1), ticket: first });
      const both = [hanna, mallory];
      await until("both see both", () => both.every(({ roster }) => roster.peers.length === 2));
      const before = both.map(visible);
      for (const command of leading(hanna.peerId, mallory.peerId)) {
        const error = await assertRejects(() => mallory.command(command), RefusedError);
        assertEquals(error.code, "forbidden", JSON.stringify(command));
      }
      // What is seen by then of anything that had happened before.
      await hanna.command({ type: "sendMessage", text: "That was all" });
      await until("they read it", () => both.every(({ meeting }) => meeting.messages.length === 1));
      assertEquals(both.map(visible), before, "nothing has happened");
    },
  },
];

scenarios("roles", list);

/** The sanitizers are off for the reason given at `scenarios` in `table.ts`. */
Deno.test({
  name: "roles and what was given to people outlive the owner of their room",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 3, gateways: 1, mediaNodes: 1 });
    await withTails(stack, async () => {
      const { host, guests: [first, second] } = await meeting(stack);
      const gateway = stack.gateway(0);
      await using hanna = await Person.arrive({ gateway, ticket: host });
      await using anna = await Person.arrive({ gateway, ticket: first });
      await using bruno = await Person.arrive({ gateway, ticket: second });
      await hanna.command({ type: "setRole", peerId: anna.peerId, role: "cohost" });
      const nothing = { grant: [], reset: [] };
      await hanna.command({
        type: "setRights",
        peerId: bruno.peerId,
        revoke: ["chat"],
        ...nothing,
      });
      await hanna.leave();
      await untilRoles(anna, { [anna.peerId]: "host", [bruno.peerId]: "participant" });
      await stack.kill(await ownerOf(stack, host.roomId));

      const message = { type: "sendMessage", text: "Can anybody hear me?" } as const;
      const refused = await assertRejects(() => bruno.command(message), RefusedError);
      assertEquals(refused.code, "forbidden");
      await bruno.move(gateway);
      await assertRejects(() => bruno.command(message), RefusedError);
      await using back = await Person.arrive({ gateway, ticket: host });
      await untilRoles(anna, {
        [anna.peerId]: "cohost",
        [bruno.peerId]: "participant",
        [back.peerId]: "host",
      });
    });
  },
});

async function meeting(
  stack: Stack,
): Promise<{ host: MeetingTicket; guests: [MeetingTicket, MeetingTicket] }> {
  const host = await createMeeting(stack.gateway(0));
  const guest = () => requestTicket(stack.gateway(0), host.code);
  return { host, guests: [await guest(), await guest()] };
}

/** But for messages. Revisions count what nodes do for a room too, at their own pace. */
function visible({ roster, meeting: { messages: _, ...meeting } }: Person) {
  return { epoch: roster.epoch, peers: roster.peers, meeting };
}

async function untilRoles(observer: Person, roles: Record<string, string>): Promise<void> {
  const seen = () => Object.fromEntries(observer.roster.peers.map(({ id, role }) => [id, role]));
  const wanted = JSON.stringify(Object.entries(roles).sort());
  await until(
    `the roles are ${wanted}`,
    seen,
    (now) => JSON.stringify(Object.entries(now).sort()) === wanted,
  );
}

/** Everything that takes a right which participants lack. */
function leading(host: string, self: string): MeetingCommand[] {
  const some = { grant: [], revoke: [], reset: [] };
  return [
    { type: "mute", peerId: host, mayUnmute: false },
    { type: "muteAll", mayUnmute: false },
    { type: "askToUnmute", peerId: host },
    { type: "stopSource", peerId: host, source: "cam" },
    { type: "remove", peerId: host, block: true },
    { type: "setRole", peerId: self, role: "host" },
    { type: "setRights", peerId: self, ...some, grant: ["moderate"] },
    { type: "rename", peerId: host, name: "Nobody" },
    { type: "changeSettings", settings: { locked: true } },
    { type: "spotlight", peerIds: [self] },
    { type: "admit" },
    { type: "deny", peerId: host, block: true },
    { type: "lowerAllHands" },
  ];
}
