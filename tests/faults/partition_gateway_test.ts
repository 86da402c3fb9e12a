/** A gateway is cut off from the bus: it holds its sockets, serves nothing stale, and catches up. */
import { assert, assertEquals } from "@std/assert";
import { producerId } from "../../protocol/mod.ts";
import { RefusedError } from "../harness/client_socket.ts";
import { untilConverged } from "../harness/converged.ts";
import { createMeeting, requestTicket } from "../harness/meetings.ts";
import { Participant } from "../harness/participant.ts";
import { Stack } from "../harness/stack.ts";
import { TcpProxy } from "../harness/tcp_proxy.ts";
import { until, untilRisen } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";

const CUT_OFF = "gateway-2";
const PACKETS = 10;
/** Resyncs are spread over half a second, and a reset connection takes a moment to come back. */
const BACK_LIMIT_MS = 20_000;

interface Cut {
  readonly name: string;
  /** Whether the gateway still hears what happens. */
  readonly hears: boolean;
  make(proxy: TcpProxy): void;
}

const CUTS: readonly Cut[] = [
  { name: "its connection is reset", hears: false, make: (proxy) => proxy.cut() },
  { name: "nothing goes through", hears: false, make: (proxy) => proxy.hang() },
  { name: "it hears nothing", hears: false, make: (proxy) => proxy.hang(["down"]) },
  { name: "nobody hears it", hears: true, make: (proxy) => proxy.hang(["up"]) },
];

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
Deno.test({
  name: "a gateway is cut off from the bus for a while",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (context) => {
    await using stack = await Stack.start({ controlHosts: 1, gateways: 2, mediaNodes: 1 });
    await using proxy = TcpProxy.start(stack.nats.port);
    await stack.restart(CUT_OFF, { PARLEY_NATS_URL: `nats://127.0.0.1:${proxy.port}` });
    const ticket = await createMeeting(stack.gateway(0));
    const guest = await requestTicket(stack.gateway(0), ticket.code);
    await using alice = await Participant.join({ gateway: stack.gateway(0), ticket });
    await using bob = await Participant.join({ gateway: stack.gateway(1), ticket: guest });
    await untilRisen("bob hears alice", () => bob.packetsFrom(alice, "mic"), PACKETS);
    for (const cut of CUTS) {
      await context.step(cut.name, () =>
        withTails(stack, async () => {
          // Nothing that bob has not been told yet is on its way to him.
          await untilConverged([alice, bob]);
          // A step that fails leaves no cut to the next.
          using _ = { [Symbol.dispose]: () => proxy.heal() };
          cut.make(proxy);
          await stayAway(alice, bob, cut);
          proxy.heal();
          await catchUp(alice, bob);
        }));
    }
  },
});

/** Bob's gateway is cut off: what he says is not answered, and what happens he may not know. */
async function stayAway(alice: Participant, bob: Participant, { hears }: Cut): Promise<void> {
  const { rev } = bob.roster;
  const happens = async () => {
    await alice.setPaused("cam", true);
    await alice.setPaused("mic", true);
    await alice.setPaused("mic", false);
    await untilRisen("bob hears alice", () => bob.packetsFrom(alice, "mic"), PACKETS);
  };
  const said = bob.setPaused("cam", true).then(() => "done", codeOf);
  const [told] = await Promise.all([said, happens()]);
  // Refused in the line or on the way; where only the answer was lost, it may be done all the same.
  assert(["unreachable", "expired"].includes(told), `bob was told ${told}`);
  assertEquals([bob.roster.rev > rev, bob.socket.closed], [hears, undefined]);
}

async function catchUp(alice: Participant, bob: Participant): Promise<void> {
  const healedAt = performance.now();
  const cam = producerId(alice.peerId, "cam");
  await until("bob sees the mute", () => bob.roster.producer(cam)?.paused, Boolean, BACK_LIMIT_MS);
  const backMs = Math.round(performance.now() - healedAt);
  await until(
    "bob is heard again",
    () => bob.setPaused("cam", true).then(() => "done", codeOf),
    (outcome) => outcome === "done",
    BACK_LIMIT_MS,
  );
  await bob.setPaused("cam", false);
  await alice.setPaused("cam", false);
  await untilConverged([alice, bob]);
  console.log(`  bob knows what he missed ${backMs} ms after the cut`);
  assert(!bob.socket.closed);
}

function codeOf(error: unknown): string {
  if (error instanceof RefusedError) return error.code;
  throw error;
}
