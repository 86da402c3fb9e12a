/** A cluster of NATS servers loses the one that leads a room's log: others lead, and nobody waits long. */
import { assert, assertEquals } from "@std/assert";
import { producerId, shardOf } from "../../protocol/mod.ts";
import { startCommandStream } from "../harness/command_stream.ts";
import { createMeeting, requestTicket } from "../harness/meetings.ts";
import { Participant } from "../harness/participant.ts";
import { Stack } from "../harness/stack.ts";
import { until, untilRisen } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";

const PACKETS = 10;
/** Servers vote seconds after a leader fell silent; until then facts wait in the owner's memory. */
const ELECTION_LIMIT_MS = 40_000;
/** Its owner is told at once that the log is gone, and goes on without; on a busy machine it waits its turn. */
const BACK_LIMIT_MS = 20_000;

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
Deno.test({
  name: "a call while its log's leader among three NATS servers is killed",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 2, mediaNodes: 1, natsServers: 3 });
    await withTails(stack, () => loseLeader(stack));
  },
});

async function loseLeader(stack: Stack): Promise<void> {
  const cluster = stack.natsCluster;
  if (!cluster) throw new Error("Cannot go on: the stack has no NATS cluster");
  const ticket = await createMeeting(stack.gateway(0));
  const guest = await requestTicket(stack.gateway(1), ticket.code);
  await using alice = await Participant.join({ gateway: stack.gateway(0), ticket });
  await using bob = await Participant.join({ gateway: stack.gateway(1), ticket: guest });
  await using stream = await startCommandStream(stack, ticket.roomId);
  await untilRisen("bob hears alice", () => bob.packetsFrom(alice, "mic"), PACKETS);
  await untilRisen("commands are answered", () => stream.answered, PACKETS);

  const log = `ROOM_LOG_${shardOf(ticket.roomId)}`;
  const leader = await cluster.leaderOf(log);
  stream.mark();
  await cluster.kill(leader);
  await untilRisen("commands are answered", () => stream.answered, PACKETS, BACK_LIMIT_MS);
  await untilRisen("bob hears alice meanwhile", () => bob.packetsFrom(alice, "mic"), PACKETS);
  await alice.setPaused("cam", true);
  const cam = producerId(alice.peerId, "cam");
  await until("bob sees the mute", () => bob.roster.producer(cam)?.paused, Boolean, BACK_LIMIT_MS);

  const next = await cluster.leaderOf(log);
  assert(next !== leader);
  stream.mark();
  await cluster.restart(leader);
  await cluster.untilQuorum();
  await untilRisen("the log takes facts", () => stream.durable, PACKETS, ELECTION_LIMIT_MS);
  assertEquals([alice.socket.closed, bob.socket.closed], [undefined, undefined]);
  const report = await stream.stop();
  console.log(
    `  leader ${leader} -> ${next}: blackout ${report.blackoutMs.map(Math.round)} ms, ` +
      `${report.sent} sent, ${report.undurable} undurable, ${JSON.stringify(report.refused)}`,
  );
  assertEquals([report.lost, report.takenBack, report.doubled, report.problems], [0, 0, 0, []]);
}
