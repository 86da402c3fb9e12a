/** Invariant 5: media nodes die, alone or with others, and everybody has media again. */
import { assertEquals, assertNotEquals } from "@std/assert";
import type { Participant } from "../harness/participant.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";
import { bothHear, callOfTwo, nodeOf, untilSecured } from "./media.ts";
import { ownerOf } from "./owner.ts";

const NODES = ["media-1", "media-2"];

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
const OFF = { sanitizeOps: false, sanitizeResources: false };

function untilMoved(person: Participant, generation: number): Promise<number> {
  const what = `${person.peerId} has other transports`;
  return until(what, () => person.generation, (now) => now > generation);
}

Deno.test({
  ...OFF,
  name:
    "a call whose media node is killed goes on on the other one, and is secured when it is back",
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 2, mediaNodes: 2 });
    await withTails(stack, () =>
      callOfTwo(stack, async (alice, bob) => {
        await untilSecured([alice, bob]);
        const [node, roster, { generation }] = [nodeOf(stack, alice), bob.roster.peers, bob];
        // Where somebody listens, nobody tells that nobody answers.
        stack.bus.subscribe(">", {}, () => {});
        await stack.bus.flush();
        await stack.kill(node, "SIGKILL");
        await untilMoved(bob, generation);
        assertNotEquals(nodeOf(stack, bob), node);
        assertEquals(bob.roster.peers, roster, "nobody left, no tile changed");
        await bothHear(alice, bob);
        await stack.restart(node);
        await untilSecured([alice, bob]);
      }));
  },
});

Deno.test({
  ...OFF,
  name: "a call whose owner and media node are killed at once goes on under another owner",
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 2, gateways: 1, mediaNodes: 2 });
    await withTails(stack, () =>
      callOfTwo(stack, async (alice, bob) => {
        await untilSecured([alice, bob]);
        const { roomId } = alice.ticket;
        const [node, owner, { generation }] = [
          nodeOf(stack, alice),
          await ownerOf(stack, roomId),
          bob,
        ];
        await Promise.all([stack.kill(owner, "SIGKILL"), stack.kill(node, "SIGKILL")]);
        await untilMoved(bob, generation);
        await bothHear(alice, bob);
        assertNotEquals(await ownerOf(stack, roomId), owner);
      }));
  },
});

Deno.test({
  ...OFF,
  name: "a call whose media nodes are all killed waits, and goes on with the first that is back",
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 1, mediaNodes: 2 });
    await withTails(stack, () =>
      callOfTwo(stack, async (alice, bob) => {
        await untilSecured([alice, bob]);
        const { generation } = bob;
        await Promise.all(NODES.map((node) => stack.kill(node, "SIGKILL")));
        await stack.restart("media-2");
        await untilMoved(bob, generation);
        await bothHear(alice, bob);
      }));
  },
});

Deno.test({
  ...OFF,
  name: "a media node that dies while its room's owner hands over loses nobody",
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 2, gateways: 1, mediaNodes: 2 });
    await withTails(stack, () =>
      callOfTwo(stack, async (alice, bob) => {
        await untilSecured([alice, bob]);
        const { generation } = bob;
        const owner = await ownerOf(stack, alice.ticket.roomId);
        const leaving = stack.kill(owner, "SIGTERM");
        await stack.kill(nodeOf(stack, alice), "SIGKILL");
        await leaving;
        await untilMoved(bob, generation);
        await bothHear(alice, bob);
      }));
  },
});
