/** A client that stops reading costs a bounded buffer and its own socket, and nobody else anything. */
import { assert, assertEquals } from "@std/assert";
import { CloseCode, producerId } from "../../protocol/mod.ts";
import { LightSession } from "../harness/light_session.ts";
import { createMeeting, requestTicket } from "../harness/meetings.ts";
import { Participant } from "../harness/participant.ts";
import { type Gateway, Stack } from "../harness/stack.ts";
import { TcpProxy } from "../harness/tcp_proxy.ts";
import { until, untilRisen } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";

/** They make the room's snapshot long, so that a few hundred of them fill every buffer on the way. */
const CROWD = 80;
/** Within the frames that a gateway takes from one client. */
const ASK_EVERY_MS = 30;
/** Sockets' own buffers in the kernel fill before the gateway's. */
const FULL_LIMIT_MS = 120_000;
/** What everybody else waits for an answer meanwhile: some ms, and on a machine full of tests not for ever. */
const ANSWER_LIMIT_MS = 10_000;
const PACKETS = 10;
/** Far from the ids that the session itself uses. */
const FIRST_ID = 1_000_000;

const equal = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
Deno.test({
  name: "a client that stops reading is closed at the bound, and resumes with everything",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 1, mediaNodes: 1 });
    await withTails(stack, () => readSlowly(stack));
  },
});

async function readSlowly(stack: Stack): Promise<void> {
  await using disposables = new AsyncDisposableStack();
  const gateway = stack.gateway();
  const proxy = disposables.use(TcpProxy.start(Number(new URL(gateway.httpUrl).port)));
  const slowly: Gateway = { ...gateway, socketUrl: `ws://localhost:${proxy.port}/ws` };
  const ticket = await createMeeting(gateway);
  const guest = () => requestTicket(gateway, ticket.code);
  const alice = disposables.use(await Participant.join({ gateway, ticket }));
  const bob = disposables.use(await Participant.join({ gateway, ticket: await guest() }));
  for (let seat = 0; seat < CROWD; seat++) {
    disposables.use(await LightSession.join(gateway, await guest()));
  }
  const slow = disposables.use(await LightSession.join(slowly, await guest()));
  const { peerId } = slow.joined;
  await untilRisen("bob hears alice", () => bob.packetsFrom(alice, "mic"), PACKETS);

  proxy.hang(["down"]);
  let asked = 0;
  let askedAt = 0;
  let worstMs = 0;
  let paused = false;
  const heard = bob.packetsFrom(alice, "mic");
  await until(
    "the gateway gives the slow client up",
    async () => {
      const now = performance.now();
      if (now - askedAt >= ASK_EVERY_MS && !slow.socket.closed) {
        askedAt = now;
        slow.socket.send(JSON.stringify({ id: FIRST_ID + asked++, type: "sync" }));
      }
      if (asked % 20 === 0) {
        await alice.setPaused("cam", paused = !paused);
        worstMs = Math.max(worstMs, performance.now() - now);
      }
      return alice.roster.peer(peerId)?.connected;
    },
    (connected) => connected === false,
    FULL_LIMIT_MS,
  );
  console.log(`  given up after ${asked} answers; others waited ${Math.round(worstMs)} ms at most`);
  assert(worstMs < ANSWER_LIMIT_MS, `alice waited ${worstMs} ms for an answer`);
  assert(bob.packetsFrom(alice, "mic") >= heard + PACKETS);
  assertEquals([alice.socket.closed, bob.socket.closed], [undefined, undefined]);

  proxy.heal();
  const closed = await until("the client reads the reason", () => slow.socket.closed, Boolean);
  assertEquals(closed?.code, CloseCode.tooSlow);
  await slow.resume(gateway);
  const cam = producerId(alice.peerId, "cam");
  await alice.setPaused("cam", true);
  await until("it sees what happens", () => slow.roster.producer(cam)?.paused, Boolean);
  const rosters = () => [slow.roster, alice.roster].map(({ rev, peers }) => ({ rev, peers }));
  await until("it sees what alice sees", rosters, ([one, other]) => equal(one, other));
}
