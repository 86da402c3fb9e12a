/** Invariant 4: the bus may be gone for a while. Media flows on, sockets stay, commands wait or say so. */
import { assert, assertEquals } from "@std/assert";
import { producerId } from "../../protocol/mod.ts";
import { RefusedError } from "../harness/client_socket.ts";
import { type CommandStream, startCommandStream } from "../harness/command_stream.ts";
import { untilConverged } from "../harness/converged.ts";
import { createMeeting, requestTicket } from "../harness/meetings.ts";
import { Participant } from "../harness/participant.ts";
import { Stack } from "../harness/stack.ts";
import { until, untilRisen } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";

const PACKETS = 10;
/** Shorter than a command's deadline, and longer. */
const SHORT_STOP_MS = 2_000;
const LONG_STOP_MS = 10_000;
/** From the bus's return to the first answers: half a second, or as long as a busy machine takes. */
const BACK_LIMIT_MS = 20_000;

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
Deno.test({
  name: "a call while NATS is gone",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (context) => {
    await using stack = await Stack.start({ controlHosts: 2, mediaNodes: 2 });
    const ticket = await createMeeting(stack.gateway(0));
    const guest = await requestTicket(stack.gateway(1), ticket.code);
    await using alice = await Participant.join({ gateway: stack.gateway(0), ticket });
    await using bob = await Participant.join({ gateway: stack.gateway(1), ticket: guest });
    await untilRisen("bob hears alice", () => bob.packetsFrom(alice, "mic"), PACKETS);
    const step = (name: string, run: (call: Call) => Promise<void>) =>
      context.step(name, () =>
        withTails(stack, async () => {
          await using stream = await startCommandStream(stack, ticket.roomId);
          await run({ stack, alice, bob, stream });
        }));

    await step("killed and back after 2 s: commands sent meanwhile are answered", async (call) => {
      await stop(call, SHORT_STOP_MS, async () => {
        await alice.setPaused("cam", true);
      });
    });

    await step("killed and back after 10 s: commands sent meanwhile are refused", async (call) => {
      await stop(call, LONG_STOP_MS, async () => {
        const outcome = await alice.setPaused("cam", false).then(() => "answered", codeOf);
        assertEquals(outcome, "unreachable");
        await alice.setPaused("cam", true).catch(codeOf);
      });
    });
  },
});

interface Call {
  readonly stack: Stack;
  readonly alice: Participant;
  readonly bob: Participant;
  readonly stream: CommandStream;
}

/** Takes the bus away; `meanwhile` is under way from right after it. */
async function stop(
  { stack, alice, bob, stream }: Call,
  stoppedMs: number,
  meanwhile: () => Promise<void>,
): Promise<void> {
  await untilRisen("commands are answered", () => stream.answered, PACKETS);
  const { epoch } = alice.roster;
  stream.mark();
  await stack.nats.kill();
  const endsAt = performance.now() + stoppedMs;
  const commanding = meanwhile();
  const commanded = commanding.then(() => undefined, (error: unknown) => error);
  // However long the packets take: what waits for the bus has a deadline.
  const comeBack = async () => {
    const now = () => performance.now();
    await until("it was away for so long", now, (at) => at >= endsAt, 2 * stoppedMs);
    await stack.nats.restart();
    return performance.now();
  };
  const [backAt] = await Promise.all([comeBack(), flowsUntil(endsAt, { alice, bob })]);
  await commanding;
  assertEquals(await commanded, undefined);
  await untilRisen("commands are answered again", () => stream.answered, PACKETS, BACK_LIMIT_MS);
  const answeredMs = Math.round(performance.now() - backAt);

  assertEquals([alice.socket.closed, bob.socket.closed], [undefined, undefined]);
  const cam = producerId(alice.peerId, "cam");
  await bob.setPaused("mic", true);
  await bob.setPaused("mic", false);
  const mic = producerId(bob.peerId, "mic");
  await until(
    "everybody sees the same",
    () => [alice, bob].map(({ roster }) => [roster.producer(cam), roster.producer(mic)]),
    ([a, b]) => JSON.stringify(a) === JSON.stringify(b) && a?.[1]?.paused === false,
  );
  await untilConverged([bob, alice]);
  const report = await stream.stop();
  assertEquals([report.lost, report.doubled, report.problems], [0, 0, []]);
  const blackoutMs = Math.round(report.blackoutMs[0] ?? 0);
  console.log(
    `  ${stoppedMs} ms without NATS: blackout ${blackoutMs} ms, answered ${answeredMs} ms after its ` +
      `return; ${report.sent} sent, refused ${JSON.stringify(report.refused)}, ` +
      `epoch ${epoch} -> ${alice.roster.epoch}`,
  );
  assert(blackoutMs < stoppedMs + BACK_LIMIT_MS);
  await untilRisen("bob hears alice", () => bob.packetsFrom(alice, "mic"), PACKETS);
}

/** Media needs no bus. */
async function flowsUntil(
  endsAt: number,
  { alice, bob }: Pick<Call, "alice" | "bob">,
): Promise<void> {
  do {
    await untilRisen("bob hears alice without a bus", () => bob.packetsFrom(alice, "mic"), PACKETS);
    await untilRisen("alice sees bob without a bus", () => alice.packetsFrom(bob, "cam"), PACKETS);
  } while (performance.now() < endsAt);
}

function codeOf(error: unknown): string {
  if (error instanceof RefusedError) return error.code;
  throw error;
}
