/** Invariant 4: gateways hold sockets and nothing else, so their end is a reconnect and no more. */
import { assert, assertEquals } from "@std/assert";
import { producerId } from "../../protocol/mod.ts";
import { comeBack, spread } from "../harness/comeback.ts";
import { untilConverged } from "../harness/converged.ts";
import { createMeeting, requestTicket } from "../harness/meetings.ts";
import { Participant } from "../harness/participant.ts";
import { type Gateway, Stack } from "../harness/stack.ts";
import { until, untilRisen } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";
import { ownerOf } from "./owner.ts";

const PACKETS = 10;
/** The aim is a second, which `deno task bench:failover` measures; a busy machine takes its time. */
const BACK_LIMIT_MS = 10_000;
/** Time for what must not happen: a seat given up, a disconnect told. */
const GOODBYE_LIMIT_MS = 15_000;

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
Deno.test({
  name: "a call whose gateways go",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (context) => {
    await using stack = await Stack.start({ controlHosts: 3, mediaNodes: 1 });
    const step = (name: string, run: () => Promise<void>) =>
      context.step(name, () => withTails(stack, run));

    await step(
      "kill -9: media flows on, and two of three are back with what they missed",
      async () => {
        const lost = await loseGateway(stack, "SIGKILL");
        await stack.restart(lost.name);
      },
    );
    await step("SIGTERM: clients are sent elsewhere, and are there at once", async () => {
      await loseGateway(stack, "SIGTERM");
    });
  },
});

/** A call of three, two of them on a gateway that ends while the third goes on talking. */
async function loseGateway(
  stack: Stack,
  signal: "SIGKILL" | "SIGTERM",
): Promise<Gateway> {
  const ticket = await createMeeting(stack.gateway(0));
  const owner = await ownerOf(stack, ticket.roomId);
  const [lost, kept] = stack.gateways.filter(({ name }) => name !== owner);
  if (!lost || !kept) throw new Error("Cannot go on: there are not two other hosts");
  const others = stack.gateways.filter(({ name }) => name !== lost.name);
  const guests = [
    await requestTicket(kept, ticket.code),
    await requestTicket(kept, ticket.code),
  ] as const;
  await using alice = await Participant.join({ gateway: lost, ticket });
  await using bob = await Participant.join({ gateway: lost, ticket: guests[0] });
  await using carol = await Participant.join({ gateway: kept, ticket: guests[1] });
  await untilRisen("bob hears carol", () => bob.packetsFrom(carol, "mic"), PACKETS);
  await untilRisen("carol hears alice", () => carol.packetsFrom(alice, "mic"), PACKETS);
  const all = [alice, bob, carol];
  const framesBefore = carol.socket.frames.length;
  const missed = async () => {
    await carol.setPaused("cam", true);
    await carol.setPaused("mic", true);
    await carol.setPaused("mic", false);
  };
  const [back] = await Promise.all([
    Promise.all([comeBack(alice, others), comeBack(bob, others)]),
    missed(),
    stack.kill(lost.name, signal),
  ]);

  const { medianMs, maxMs } = spread(back.map(({ backMs }) => backMs));
  console.log(`  ${signal}: back after ${medianMs} ms (median), ${maxMs} ms (worst)`);
  assertEquals(back.map(({ attempts }) => attempts), [1, 1], "the next gateway takes them at once");
  assert(maxMs < BACK_LIMIT_MS, `the last was back after ${maxMs} ms`);
  const cam = producerId(carol.peerId, "cam");
  for (const participant of [alice, bob]) {
    await until(
      "the missed mute is there",
      () => participant.roster.producer(cam)?.paused,
      Boolean,
    );
  }
  await untilRisen("bob hears alice", () => bob.packetsFrom(alice, "mic"), PACKETS);
  await untilRisen("carol hears bob", () => carol.packetsFrom(bob, "mic"), PACKETS);
  // Commands go through the new gateways, and everybody's roster is the owner's.
  await alice.setPaused("mic", true);
  const mic = producerId(alice.peerId, "mic");
  await until(
    "all see alice's mute",
    () => all.map(({ roster }) => roster.producer(mic)?.paused),
    (paused) => paused.every((it) => it === true),
  );
  await untilConverged([carol, alice, bob]);
  // Goodbyes that come late, or a sweep, must not touch who is back.
  await untilRisen(
    "carol hears bob still",
    () => carol.packetsFrom(bob, "mic"),
    60,
    GOODBYE_LIMIT_MS,
  );
  const seen = carol.socket.frames.slice(framesBefore)
    .flatMap((frame) => frame.type === "room" ? frame.changes : []);
  const goings = seen.filter((change) =>
    change.type === "PeerLeft" || (change.type === "PeerConnectionChanged" && !change.connected)
  );
  assertEquals(goings, [], "nobody saw them leave");
  const bye = signal === "SIGTERM" ? "unavailable" : undefined;
  assertEquals([alice.bye, bob.bye], [bye, bye]);
  for (const participant of all) await participant.leave();
  return lost;
}
