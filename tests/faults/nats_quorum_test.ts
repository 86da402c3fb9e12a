/**
 * Two of three NATS servers are gone: the bus works, JetStream has no quorum. Owners go on without
 * their log, say so, and write everything when it is back.
 */
import { assert, assertEquals } from "@std/assert";
import { producerId } from "../../protocol/mod.ts";
import { startCommandStream } from "../harness/command_stream.ts";
import { createMeeting, requestTicket } from "../harness/meetings.ts";
import { Participant } from "../harness/participant.ts";
import { Stack } from "../harness/stack.ts";
import { until, untilRisen } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";

const PACKETS = 10;
/** Clients find the last server, and the owner gives its log up for now. */
const DEGRADED_LIMIT_MS = 30_000;
const QUORUM_LIMIT_MS = 30_000;

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
Deno.test({
  name: "a call while JetStream has no quorum",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 2, mediaNodes: 2, natsServers: 3 });
    await withTails(stack, () => loseQuorum(stack));
  },
});

async function loseQuorum(stack: Stack): Promise<void> {
  const cluster = stack.natsCluster;
  if (!cluster) throw new Error("Cannot go on: the stack has no NATS cluster");
  const ticket = await createMeeting(stack.gateway(0));
  const guests = [
    await requestTicket(stack.gateway(1), ticket.code),
    await requestTicket(stack.gateway(1), ticket.code),
  ] as const;
  await using alice = await Participant.join({ gateway: stack.gateway(0), ticket });
  await using bob = await Participant.join({ gateway: stack.gateway(1), ticket: guests[0] });
  await using stream = await startCommandStream(stack, ticket.roomId);
  await untilRisen("bob hears alice", () => bob.packetsFrom(alice, "mic"), PACKETS);
  await untilRisen("commands are durable", () => stream.durable, PACKETS);
  const cam = producerId(alice.peerId, "cam");
  const sockets = () => [alice.socket.closed, bob.socket.closed];

  stream.mark();
  const lostAt = performance.now();
  await Promise.all([cluster.kill(1), cluster.kill(2)]);
  await untilRisen("commands are accepted", () => stream.undurable, PACKETS, DEGRADED_LIMIT_MS);
  const degradedMs = Math.round(performance.now() - lostAt);
  await untilRisen("bob hears alice", () => bob.packetsFrom(alice, "mic"), PACKETS);
  await alice.setPaused("cam", true);
  await until("bob sees the mute", () => bob.roster.producer(cam)?.paused, Boolean);
  // Also who comes now is in the call.
  await using carol = await Participant.join({ gateway: stack.gateway(0), ticket: guests[1] });
  await untilRisen("carol hears bob", () => carol.packetsFrom(bob, "mic"), PACKETS);
  await alice.setPaused("cam", false);
  assertEquals(sockets(), [undefined, undefined]);

  stream.mark();
  await Promise.all([cluster.restart(1), cluster.restart(2)]);
  const backAt = performance.now();
  await untilRisen("commands are durable again", () => stream.durable, PACKETS, QUORUM_LIMIT_MS);
  const durableMs = Math.round(performance.now() - backAt);
  const everybody = [alice, bob, carol];
  await until(
    "all see the same",
    () => everybody.map(({ roster }) => roster.producer(cam)?.paused),
    (seen) => seen.every((paused) => paused === false),
  );
  assertEquals(everybody.map(({ bye }) => bye), [undefined, undefined, undefined]);
  const report = await stream.stop();
  console.log(
    `  ${report.undurable} of ${report.sent} undurable, the first ${degradedMs} ms after the loss; ` +
      `durable ${durableMs} ms after the servers' return; ` +
      `blackout ${report.blackoutMs.map(Math.round)} ms; ${JSON.stringify(report.refused)}`,
  );
  assert(report.undurable > 0);
  assertEquals(
    [report.lost, report.takenBack, report.doubled, report.problems],
    [0, 0, 0, []],
    "all that was accepted is in the log, once",
  );
}
