/** A control host that owns hundreds of rooms dies: every one of them has an owner again. */
import { createMeeting } from "../harness/meetings.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";
import { ownerOf, seenOwner, untilAdopted } from "./owner.ts";

const ROOMS = 200;
const AT_ONCE = 20;
/** On a quiet machine it takes 0.5 s. */
const ADOPTION_LIMIT_MS = 30_000;

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
Deno.test({
  name: "200 rooms have an owner again after theirs was killed",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    // The only host owns all of them; the others come when they are there.
    await using stack = await Stack.start({ controlHosts: 3, mediaNodes: 1 });
    await withTails(stack, async () => {
      const [victim, ...others] = stack.gateways.map(({ name }) => name);
      if (!victim) throw new Error("Cannot go on: the stack has no control host");
      for (const name of others) await stack.kill(name, "SIGTERM");
      const roomIds: string[] = [];
      while (roomIds.length < ROOMS) {
        const created = Array.from({ length: AT_ONCE }, () => createMeeting(stack.gateway()));
        roomIds.push(...(await Promise.all(created)).map(({ roomId }) => roomId));
      }
      await Promise.all(roomIds.map((roomId) => ownerOf(stack, roomId)));
      await Promise.all(others.map((name) => stack.restart(name)));
      await until(
        "all rooms are its own still",
        () => Promise.all(roomIds.map((roomId) => seenOwner(stack, roomId))),
        (owners) => owners.every((owner) => owner === victim),
      );

      await stack.kill(victim);
      await untilAdopted(stack, roomIds, victim, ADOPTION_LIMIT_MS);
    });
  },
});
