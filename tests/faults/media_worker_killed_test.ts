/** Invariant 5: media workers die, and everybody has media again without doing anything. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { createMeeting, requestTicket } from "../harness/meetings.ts";
import { Participant } from "../harness/participant.ts";
import { Stack } from "../harness/stack.ts";
import { until, untilRisen } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";
import { nodeOf, untilSecured, workerOf } from "./media.ts";

const PACKETS = 10;
const KILLS_IN_A_ROW = 5;

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
const OFF = { sanitizeOps: false, sanitizeResources: false };

/** Two people who see and hear each other, on two media nodes. */
async function call(stack: Stack, test: (a: Participant, b: Participant) => Promise<void>) {
  const gateway = stack.gateway(0);
  const ticket = await createMeeting(gateway);
  const guest = await requestTicket(gateway, ticket.code);
  await using alice = await Participant.join({ gateway, ticket });
  await using bob = await Participant.join({ gateway, ticket: guest });
  await bothHear(alice, bob);
  await test(alice, bob);
  await bothHear(alice, bob);
  assert(stack.alive, "a process ended that nobody killed");
}

async function bothHear(alice: Participant, bob: Participant): Promise<void> {
  for (const key of ["mic", "cam"]) {
    await untilRisen(`bob gets alice's ${key}`, () => bob.packetsFrom(alice, key), PACKETS);
    await untilRisen(`alice gets bob's ${key}`, () => alice.packetsFrom(bob, key), PACKETS);
  }
}

Deno.test({
  ...OFF,
  name:
    "a call whose media worker is killed goes on on the other node, with the planes made before",
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 2, mediaNodes: 2 });
    await withTails(stack, () =>
      call(stack, async (alice, bob) => {
        await untilSecured([alice, bob]);
        const [node, roster] = [nodeOf(stack, alice), bob.roster.peers];
        const { generation } = bob;
        Deno.kill(await workerOf(stack, node), "SIGKILL");
        await until("bob is on his second plane", () => bob.generation, (now) => now > generation);
        assertNotEquals(nodeOf(stack, bob), node);
        assertEquals(bob.roster.peers, roster, "nobody left, no tile changed");
        await bothHear(alice, bob);
        await untilSecured([alice, bob]); // On the worker that was started again.
      }));
  },
});

Deno.test({
  ...OFF,
  name: "a call survives five deaths of its media worker in a row",
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 2, mediaNodes: 2 });
    await withTails(stack, () =>
      call(stack, async (alice, bob) => {
        for (let kill = 0; kill < KILLS_IN_A_ROW; kill++) {
          const { generation } = bob;
          // Whether or not everybody has a second plane by now.
          Deno.kill(await workerOf(stack, nodeOf(stack, alice)), "SIGKILL");
          await until("bob has other transports", () => bob.generation, (now) => now > generation);
          await bothHear(alice, bob);
        }
      }));
  },
});

Deno.test({
  ...OFF,
  name: "a call on one media node gets new transports when its worker is killed",
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 1, mediaNodes: 1 });
    await withTails(stack, () =>
      call(stack, async (alice, bob) => {
        const { generation } = bob;
        Deno.kill(await workerOf(stack, nodeOf(stack, alice)), "SIGKILL");
        await until("bob has other transports", () => bob.generation, (now) => now > generation);
        await bothHear(alice, bob);
      }));
  },
});
