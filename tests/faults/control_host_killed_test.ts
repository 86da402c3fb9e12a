/** Invariant 4: a control host dies, media flows on, and the next command finds a new owner. */
import { assertEquals } from "@std/assert";
import { producerId } from "../../protocol/mod.ts";
import { commandRoom, createMeeting, requestTicket } from "../harness/meetings.ts";
import { Participant } from "../harness/participant.ts";
import { Stack } from "../harness/stack.ts";
import { until, untilRisen } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";
import { ownerOf } from "./owner.ts";

const PACKETS = 10;

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
Deno.test({
  name: "a call survives kill -9 of the control host that owns its room",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 3, mediaNodes: 2 });
    await withTails(stack, () => survive(stack));
  },
});

async function survive(stack: Stack): Promise<void> {
  const ticket = await createMeeting(stack.gateway(0));
  const owner = await ownerOf(stack, ticket.roomId);
  // Both sit on gateways of the other hosts, so that only the room's owner is lost.
  const [first, second] = stack.gateways.filter(({ name }) => name !== owner);
  if (!first || !second) throw new Error("Cannot go on: there are not two other hosts");
  const guest = await requestTicket(first, ticket.code);
  await using alice = await Participant.join({ gateway: first, ticket });
  await using bob = await Participant.join({ gateway: second, ticket: guest });
  await untilRisen("bob hears alice", () => bob.packetsFrom(alice, "mic"), PACKETS);

  await stack.kill(owner, "SIGKILL");
  await untilRisen(
    "bob hears alice without an owner",
    () => bob.packetsFrom(alice, "mic"),
    PACKETS,
  );
  await alice.setPaused("cam", true);
  const cam = producerId(alice.peerId, "cam");
  await until("bob sees the mute", () => bob.roster.producer(cam)?.paused, Boolean);
  const successor = await ownerOf(stack, ticket.roomId);
  assertEquals(successor !== owner, true, `the owner is still ${owner}`);
  await untilRisen("bob hears alice", () => bob.packetsFrom(alice, "mic"), PACKETS);
  const reply = await commandRoom(stack, ticket.roomId, { type: "end" });
  assertEquals(reply.ok, true);
}
