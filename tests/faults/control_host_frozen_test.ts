/** A control host stands still longer than its beats may, and wakes: two believe to own one room. */
import { assert } from "@std/assert";
import { untilConverged } from "../harness/converged.ts";
import { createMeeting, requestTicket } from "../harness/meetings.ts";
import { startCommandStream } from "../harness/command_stream.ts";
import { Participant } from "../harness/participant.ts";
import { Stack } from "../harness/stack.ts";
import { until, untilRisen } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";
import { assertNothingLost, ownerOf, roomsOf, seenOwner, untilAdopted } from "./owner.ts";

/** On a quiet machine it takes 1.4 s; on a busy one beats are late, and so is who misses them. */
const ADOPTION_LIMIT_MS = 20_000;
const PACKETS = 10;
const COMMANDS = 40;
/** A busy machine takes its time; what counts is that nothing is missing in the end. */
const LIMIT_MS = 30_000;

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
Deno.test({
  name: "a control host frozen and awake again is fenced, and nothing acknowledged is lost",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 3, mediaNodes: 1 });
    await withTails(stack, () => splitBrain(stack));
  },
});

async function splitBrain(stack: Stack): Promise<void> {
  const ticket = await createMeeting(stack.gateway());
  const { roomId } = ticket;
  const owner = await ownerOf(stack, roomId);
  const [first, second] = stack.gateways.filter(({ name }) => name !== owner);
  assert(first && second);
  const guest = await requestTicket(first, ticket.code);
  await using alice = await Participant.join({ gateway: first, ticket });
  await using bob = await Participant.join({ gateway: second, ticket: guest });
  await untilRisen("bob hears alice", () => bob.packetsFrom(alice, "mic"), PACKETS);
  await using stream = await startCommandStream(stack, roomId);
  await untilRisen("commands are answered", () => stream.answered, COMMANDS, LIMIT_MS);

  const frozen = stack.process(owner);
  frozen.signal("SIGSTOP");
  try {
    await untilAdopted(stack, [roomId], owner, ADOPTION_LIMIT_MS);
    await untilRisen("commands are answered again", () => stream.answered, COMMANDS, LIMIT_MS);
    await alice.setPaused("cam", true);
  } finally {
    frozen.signal("SIGCONT");
  }
  await untilRisen(
    "commands are answered with both awake",
    () => stream.answered,
    COMMANDS,
    LIMIT_MS,
  );
  await until(
    "its actors have stopped",
    () => roomsOf(stack, owner),
    (rooms) => rooms.length === 0,
  );
  const successor = await seenOwner(stack, roomId);
  assert(successor !== undefined && successor !== owner, `${successor} is the owner`);
  await alice.setPaused("cam", false);
  await untilRisen("bob hears alice", () => bob.packetsFrom(alice, "mic"), PACKETS);
  assertNothingLost(await stream.stop());
  await untilConverged([alice, bob]);
}
