/**
 * PostgreSQL is stopped for a while: calls go on, what needs it says so, and meetings made before are
 * found afterwards. A quarter of a minute stands for ten: nothing in between depends on how long it is.
 */
import { assertEquals, assertRejects } from "@std/assert";
import { producerId } from "../../protocol/mod.ts";
import { startCommandStream } from "../harness/command_stream.ts";
import { ApiError, createMeeting, findMeeting, requestTicket } from "../harness/meetings.ts";
import { Participant } from "../harness/participant.ts";
import { Stack } from "../harness/stack.ts";
import { until, untilRisen } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";
import { assertNothingLost } from "./owner.ts";

const PACKETS_A_ROUND = 25;
const STOPPED_MS = 15_000;
const BACK_LIMIT_MS = 20_000;

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
Deno.test({
  name: "a call while PostgreSQL is stopped",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 2, mediaNodes: 1 });
    await withTails(stack, () => goOn(stack));
  },
});

async function goOn(stack: Stack): Promise<void> {
  const gateway = stack.gateway(0);
  const ticket = await createMeeting(gateway, "Before");
  const guests = [
    await requestTicket(gateway, ticket.code),
    await requestTicket(gateway, ticket.code),
  ] as const;
  await using alice = await Participant.join({ gateway, ticket });
  await using bob = await Participant.join({ gateway: stack.gateway(1), ticket: guests[0] });
  await using stream = await startCommandStream(stack, ticket.roomId);

  await stack.postgres.kill();
  const endsAt = performance.now() + STOPPED_MS;
  const unavailable = async (ask: () => Promise<unknown>) => {
    const error = await assertRejects(ask, ApiError);
    assertEquals([error.status, error.code], [503, "unavailable"]);
  };
  await unavailable(() => createMeeting(gateway));
  await unavailable(() => findMeeting(gateway, ticket.code));
  await unavailable(() => requestTicket(gateway, ticket.code));
  // Who has a ticket comes in.
  await using carol = await Participant.join({ gateway: stack.gateway(1), ticket: guests[1] });
  const cam = producerId(bob.peerId, "cam");
  for (let paused = true; performance.now() < endsAt; paused = !paused) {
    await bob.setPaused("cam", paused);
    await until("alice sees it", () => alice.roster.producer(cam)?.paused, (it) => it === paused);
    await untilRisen("carol hears alice", () => carol.packetsFrom(alice, "mic"), PACKETS_A_ROUND);
  }

  await stack.postgres.start();
  const created = () => createMeeting(gateway).then(() => "created", (error) => error.message);
  await until("a meeting is created", created, (it) => it === "created", BACK_LIMIT_MS);
  assertEquals((await findMeeting(gateway, ticket.code)).title, "Before");
  assertNothingLost(await stream.stop());
}
