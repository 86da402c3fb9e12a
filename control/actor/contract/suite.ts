/**
 * What the runtime promises, whatever it stands on. `memory_test.ts` and `nats_test.ts` run all of it.
 */
import { type Ground, World } from "../testing/world.ts";
import { commandPromises } from "./commands.ts";
import { degradedPromises } from "./degraded.ts";
import { failurePromises } from "./failures.ts";
import { ownershipPromises } from "./ownership.ts";
import { snapshotPromises } from "./snapshots.ts";

/** A promise by name, and the test that holds the runtime to it. */
export type Promises = Record<string, (world: World) => Promise<void>>;

/** Registers every promise as a test on its own ground. */
export function contractSuite(on: string, ground: () => Promise<Ground>): void {
  const all: Promises = {
    ...commandPromises,
    ...ownershipPromises,
    ...snapshotPromises,
    ...failurePromises,
    ...degradedPromises,
  };
  for (const [promise, test] of Object.entries(all)) {
    Deno.test({
      name: `actor on ${on} ${promise}`,
      sanitizeOps: true,
      sanitizeResources: true,
      async fn() {
        await using own = await ground();
        await using world = await World.on(own);
        await test(world);
      },
    });
  }
}
