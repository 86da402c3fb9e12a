/** A seat outlives sockets; who has no right to one gets none. */
import { assertEquals, assertRejects } from "@std/assert";
import { SignJWT } from "jose";
import { createTokens, TICKET_TTL_MS } from "../../control/api/tokens.ts";
import { systemClock } from "../../kit/mod.ts";
import { CloseCode, type MeetingTicket } from "../../protocol/mod.ts";
import { ClientSocket, RefusedError } from "../harness/client_socket.ts";
import {
  ApiError,
  commandRoom,
  createMeeting,
  findMeeting,
  requestTicket,
} from "../harness/meetings.ts";
import { Participant } from "../harness/participant.ts";
import type { Stack } from "../harness/stack.ts";
import { TOKEN_SECRET } from "../harness/processes.ts";
import { until, untilRisen } from "../harness/until.ts";
import { type Scenario, scenarios } from "./table.ts";

const PACKETS = 10;
const QUIET = { sources: [] } as const;

const list: Scenario[] = [
  {
    name: "a lost socket keeps its seat, and a resume elsewhere brings what was missed",
    async run(stack) {
      const { host, guest } = await tickets(stack);
      await using alice = await Participant.join({ gateway: stack.gateway(0), ticket: host });
      await using bob = await Participant.join({ gateway: stack.gateway(1), ticket: guest });
      await bob.drop();
      const seen = () => alice.roster.peer(bob.peerId)?.connected;
      await until("alice sees bob away", seen, (connected) => connected === false);
      await alice.open("screen");
      const revAway = bob.roster.rev;

      const resumed = await bob.resume(stack.gateway(2));
      assertEquals(resumed.missed?.from, revAway);
      await until("alice sees bob back", seen, (connected) => connected === true);
      await until("bob knows all", () => bob.roster.rev, (rev) => rev === alice.roster.rev);
      assertEquals(sorted(bob), sorted(alice));
    },
  },
  {
    name: "the same ticket is the same seat; the former session is told that it was replaced",
    async run(stack) {
      const { host, guest } = await tickets(stack);
      await using alice = await Participant.join({ gateway: stack.gateway(0), ticket: host });
      await using former = await Participant.join({ gateway: stack.gateway(1), ticket: guest });
      await using latter = await Participant.join({ gateway: stack.gateway(2), ticket: guest });
      assertEquals(latter.peerId, former.peerId);
      const { code } = await former.socket.untilClosed();
      assertEquals([code, former.bye], [CloseCode.replaced, "session-replaced"]);
      await assertRejects(() => former.resume(stack.gateway(0)), RefusedError);
      await until("two seats", () => alice.roster.peers.length, (count) => count === 2);
    },
  },
  {
    name: "unknown, foreign and forged tokens are refused with a code",
    async run(stack) {
      const { host } = await tickets(stack);
      const foreign = await new SignJWT({ room: host.roomId, role: "host" })
        .setProtectedHeader({ alg: "HS256" }).setSubject("mallory").setExpirationTime("1h")
        .sign(new TextEncoder().encode("a secret that nobody at the other end knows"));
      const [header, payload] = host.token.split(".");
      const none = btoa('{"alg":"none"}').replaceAll("=", "");
      const forgeries = ["", "x", foreign, `${header}.${payload}.`, `${none}.${payload}.`];
      for (const token of forgeries) {
        const refused = await assertRejects(
          () => Participant.join({ gateway: stack.gateway(), ticket: { ...host, token } }),
          RefusedError,
        );
        assertEquals(refused.code, "invalid-token");
      }
    },
  },
  {
    name: "an expired token is refused, one that was issued lately is not",
    async run(stack) {
      const { guest } = await tickets(stack);
      const old = await signed(guest, TICKET_TTL_MS + 60_000);
      const refused = await assertRejects(
        () => Participant.join({ gateway: stack.gateway(), ticket: { ...guest, token: old } }),
        RefusedError,
      );
      assertEquals(refused.code, "invalid-token");
      const token = await signed(guest, TICKET_TTL_MS - 60_000);
      await using _ = await Participant.join({
        gateway: stack.gateway(),
        ticket: { ...guest, token },
        ...QUIET,
      });
    },
  },
  {
    name: "a viewer sees and hears and can't send",
    async run(stack) {
      const { host, guest } = await tickets(stack);
      const viewer = { ...guest, role: "viewer" } as const;
      const ticket = { ...viewer, token: await signed(viewer, 0) };
      await using alice = await Participant.join({ gateway: stack.gateway(0), ticket: host });
      await using bob = await Participant.join({ gateway: stack.gateway(1), ticket, ...QUIET });
      await untilRisen("bob hears alice", () => bob.packetsFrom(alice, "mic"), PACKETS);
      const refused = await assertRejects(() => bob.open("mic"), RefusedError);
      assertEquals(refused.code, "forbidden");
      const seen = await until("alice sees bob", () => alice.roster.peer(bob.peerId), Boolean);
      assertEquals(seen?.producers, []);
    },
  },
  {
    name: "a resume token that is none is refused",
    async run(stack) {
      await using socket = await ClientSocket.open(stack.gateway());
      const view = { generation: 0, tiles: [], ready: [] };
      const refused = await assertRejects(
        () => socket.request("resume", { resumeToken: "x", rev: 0, view }),
        RefusedError,
      );
      assertEquals(refused.code, "invalid-resume-token");
    },
  },
  {
    name: "a code that nobody was given is no meeting",
    async run(stack) {
      for (const ask of [findMeeting, requestTicket]) {
        const error = await assertRejects(() => ask(stack.gateway(), "000000000"), ApiError);
        assertEquals([error.status, error.code], [404, "room-not-found"]);
      }
    },
  },
  {
    name: "a page of another origin gets no socket",
    async run(stack) {
      await assertRejects(
        () => ClientSocket.open(stack.gateway(), { origin: "https://evil.example" }),
        Error,
        "it was refused",
      );
    },
  },
  {
    name: "a room that is ended says goodbye to all and takes nobody any more",
    async run(stack) {
      const { host, guest } = await tickets(stack);
      await using alice = await Participant.join({
        gateway: stack.gateway(0),
        ticket: host,
        ...QUIET,
      });
      await using bob = await Participant.join({
        gateway: stack.gateway(1),
        ticket: guest,
        ...QUIET,
      });
      const reply = await commandRoom(stack, host.roomId, { type: "end" });
      assertEquals(reply.ok, true);
      for (const participant of [alice, bob]) {
        const { code } = await participant.socket.untilClosed();
        assertEquals([code, participant.bye], [CloseCode.ended, "room-ended"]);
      }
      const refused = await assertRejects(
        () => Participant.join({ gateway: stack.gateway(2), ticket: guest, ...QUIET }),
        RefusedError,
      );
      assertEquals(refused.code, "room-ended");
    },
  },
];

async function tickets(stack: Stack): Promise<{ host: MeetingTicket; guest: MeetingTicket }> {
  const host = await createMeeting(stack.gateway(0));
  return { host, guest: await requestTicket(stack.gateway(0), host.code) };
}

/** A token as the stack itself would have signed it some time ago. */
async function signed({ peerId, roomId, role }: MeetingTicket, agoMs: number): Promise<string> {
  const clock = { ...systemClock, wallMs: () => Date.now() - agoMs };
  const tokens = await createTokens({ secret: TOKEN_SECRET, clock });
  return (await tokens.issueTicket({ peerId, roomId, role })).token;
}

function sorted({ roster }: Participant) {
  return roster.peers.toSorted((a, b) => a.id < b.id ? -1 : 1);
}

scenarios("a seat", list);
