/** Invariant 5: a worker that hangs neither ends nor answers; its node and the clients find out. */
import { assertNotEquals } from "@std/assert";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";
import { bothHear, callOfTwo, nodeOf, untilSecured, workerOf } from "./media.ts";

/** A hung worker is killed within seconds. */
const KILLED_LIMIT_MS = 30_000;

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
const OFF = { sanitizeOps: false, sanitizeResources: false };

Deno.test({
  ...OFF,
  name: "a call whose media worker is frozen goes on on the other node; the worker is replaced",
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 2, mediaNodes: 2 });
    await withTails(stack, () =>
      callOfTwo(stack, async (alice, bob) => {
        await untilSecured([alice, bob]);
        const [node, { generation }] = [nodeOf(stack, alice), bob];
        const worker = await workerOf(stack, node);
        Deno.kill(worker, "SIGSTOP");
        await until("bob is on his second plane", () => bob.generation, (now) => now > generation);
        assertNotEquals(nodeOf(stack, bob), node);
        await bothHear(alice, bob);
        await until(
          "another worker runs",
          () => workerOf(stack, node),
          (now) => now !== worker,
          KILLED_LIMIT_MS,
        );
        await untilSecured([alice, bob]);
      }));
  },
});

Deno.test({
  ...OFF,
  name: "a worker that was frozen for a moment does no harm when it wakes",
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 1, mediaNodes: 2 });
    await withTails(stack, () =>
      callOfTwo(stack, async (alice, bob) => {
        await untilSecured([alice, bob]);
        const { generation } = bob;
        const worker = await workerOf(stack, nodeOf(stack, alice));
        Deno.kill(worker, "SIGSTOP");
        await until("bob is on his second plane", () => bob.generation, (now) => now > generation);
        wake(worker);
        await bothHear(alice, bob);
        await untilSecured([alice, bob]);
      }));
  },
});

Deno.test({
  ...OFF,
  name: "a call on one media node waits for its frozen worker to be replaced",
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 1, mediaNodes: 1 });
    await withTails(stack, () =>
      callOfTwo(stack, async (alice, bob) => {
        const { generation } = bob;
        Deno.kill(await workerOf(stack, nodeOf(stack, alice)), "SIGSTOP");
        await until(
          "bob has other transports",
          () => bob.generation,
          (now) => now > generation,
          KILLED_LIMIT_MS,
        );
        await bothHear(alice, bob);
      }));
  },
});

/** Where people need seconds to move, its node has given it up and killed it by then. */
function wake(worker: number): void {
  try {
    Deno.kill(worker, "SIGCONT");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
