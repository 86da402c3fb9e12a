/** A control host is cut off from the bus, in both directions or in one, while it and everybody else live. */
import { assert } from "@std/assert";
import { startCommandStream } from "../harness/command_stream.ts";
import { untilConverged } from "../harness/converged.ts";
import { createMeeting, requestTicket } from "../harness/meetings.ts";
import { Participant } from "../harness/participant.ts";
import { Stack } from "../harness/stack.ts";
import { type Direction, TcpProxy } from "../harness/tcp_proxy.ts";
import { until, untilRisen } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";
import { assertNothingLost, ownerOf, seenOwner, untilAdopted } from "./owner.ts";

const CUT_OFF = "control-1";
const CUT_MS = 5_000;
/** On a quiet machine it takes 1.5 s; on a busy one beats are late, and so is who misses them. */
const ADOPTION_LIMIT_MS = 20_000;
const BACK_LIMIT_MS = 20_000;
/** A new room belongs to a host chosen by chance. */
const ROOMS_MAX = 60;
const PACKETS = 10;
const COMMANDS = 40;

const CUTS: readonly { name: string; directions: readonly Direction[] }[] = [
  { name: "from everybody", directions: ["up", "down"] },
  { name: "so that nobody hears it", directions: ["up"] },
  { name: "so that it hears nobody", directions: ["down"] },
];

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
Deno.test({
  name: "a control host is cut off for a while",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (context) => {
    await using stack = await Stack.start({ controlHosts: 3, gateways: 2, mediaNodes: 1 });
    await using proxy = TcpProxy.start(stack.nats.port);
    await stack.restart(CUT_OFF, { PARLEY_NATS_URL: `nats://127.0.0.1:${proxy.port}` });
    for (const { name, directions } of CUTS) {
      await context.step(name, () =>
        withTails(stack, async () => {
          // A step that failed leaves no cut to the next.
          using _ = { [Symbol.dispose]: () => proxy.heal() };
          await cutOff(stack, proxy, directions);
        }));
    }
  },
});

async function cutOff(
  stack: Stack,
  proxy: TcpProxy,
  directions: readonly Direction[],
): Promise<void> {
  const ticket = await meetingOf(stack, CUT_OFF);
  const { roomId } = ticket;
  const guest = await requestTicket(stack.gateway(1), ticket.code);
  await using alice = await Participant.join({ gateway: stack.gateway(0), ticket });
  await using bob = await Participant.join({ gateway: stack.gateway(1), ticket: guest });
  await untilRisen("bob hears alice", () => bob.packetsFrom(alice, "mic"), PACKETS);
  await using stream = await startCommandStream(stack, roomId);
  await untilRisen("commands are answered", () => stream.answered, COMMANDS);

  stream.mark();
  const cutAt = performance.now();
  proxy.hang(directions);
  await untilAdopted(stack, [roomId], CUT_OFF, ADOPTION_LIMIT_MS);
  const adoptedMs = Math.round(performance.now() - cutAt);
  await untilRisen("commands are answered again", () => stream.answered, COMMANDS);
  await alice.setPaused("cam", true);
  await until(
    "the cut has lasted",
    () =>
      untilRisen("bob hears alice", () => bob.packetsFrom(alice, "mic"), PACKETS)
        .then(() => performance.now() - cutAt),
    (lastedMs) => lastedMs >= CUT_MS,
  );
  proxy.heal();
  await untilRisen("commands are answered by one of two", () => stream.answered, COMMANDS);
  await until("one owner speaks", () => seenOwner(stack, roomId), (it) => it !== CUT_OFF);
  await alice.setPaused("cam", false);
  const report = await stream.stop();
  const [blackoutMs = 0] = report.blackoutMs;
  console.log(
    `  adopted after ${adoptedMs} ms, blackout ${Math.round(blackoutMs)} ms, ` +
      `${report.undurable} undurable, ${JSON.stringify(report.refused)}`,
  );
  assertNothingLost(report);
  await untilConverged([alice, bob]);
  await until(
    "the host is one of them again",
    async () => await ownerOf(stack, (await createMeeting(stack.gateway())).roomId),
    (owner) => owner === CUT_OFF,
    BACK_LIMIT_MS,
  );
}

/** A meeting whose room that host owns. */
async function meetingOf(stack: Stack, hostId: string) {
  for (let room = 0; room < ROOMS_MAX; room++) {
    const ticket = await createMeeting(stack.gateway());
    if (await ownerOf(stack, ticket.roomId) === hostId) return ticket;
  }
  assert(false, `none of ${ROOMS_MAX} rooms belongs to ${hostId}`);
}
