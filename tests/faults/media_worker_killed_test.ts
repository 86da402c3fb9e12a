/** Invariant 5: media workers die, and everybody has media again without doing anything. */
import { assertEquals, assertNotEquals } from "@std/assert";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";
import { bothHear, callOfTwo, nodeOf, untilSecured, workerOf } from "./media.ts";

const KILLS_IN_A_ROW = 5;

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
const OFF = { sanitizeOps: false, sanitizeResources: false };

Deno.test({
  ...OFF,
  name:
    "a call whose media worker is killed goes on on the other node, with the planes made before",
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 2, mediaNodes: 2 });
    await withTails(stack, () =>
      callOfTwo(stack, async (alice, bob) => {
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
      callOfTwo(stack, async (alice, bob) => {
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
      callOfTwo(stack, async (alice, bob) => {
        const { generation } = bob;
        Deno.kill(await workerOf(stack, nodeOf(stack, alice)), "SIGKILL");
        await until("bob has other transports", () => bob.generation, (now) => now > generation);
        await bothHear(alice, bob);
      }));
  },
});
