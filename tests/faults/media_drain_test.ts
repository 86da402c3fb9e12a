/** A media node is told to leave: its rooms go first, media flows all along, then it ends by itself. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { DrainReply, subjects } from "../../protocol/mod.ts";
import type { Participant } from "../harness/participant.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";
import { callOfTwo, nodeOf, untilSecured } from "./media.ts";

const REQUEST_LIMIT_MS = 2_000;
/** Of a microphone's 50 a second; some are always under way. */
const PACKETS_LOST_MAX = 20;
/** Longer than rooms need to leave. */
const PATIENT_MS = "20000";

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
const OFF = { sanitizeOps: false, sanitizeResources: false };

async function drain(stack: Stack, node: string, draining = true): Promise<DrainReply> {
  const request = { v: 1, draining };
  return DrainReply.parse(
    await stack.bus.request(subjects.mediaDrain(node), request, REQUEST_LIMIT_MS),
  );
}

/** Packets of a microphone that were sent and did not arrive, from now until it is stopped. */
function watchSound(from: Participant, to: Participant): { lost(): number } {
  const missing = () => (from.sent["mic"] ?? 0) - to.packetsFrom(from, "mic");
  const before = missing();
  return { lost: () => missing() - before };
}

function untilEnded(stack: Stack, node: string): Promise<string | undefined> {
  return until(`${node} ends`, () => stack.process(node).ending, (ending) => ending !== undefined);
}

Deno.test({
  ...OFF,
  name: "a drained media node ends once its rooms have moved, and nobody misses a sound",
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 2, mediaNodes: 2 });
    await withTails(stack, () =>
      callOfTwo(stack, async (alice, bob) => {
        await untilSecured([alice, bob]);
        const node = nodeOf(stack, alice);
        stack.expectEnd(node);
        const sound = watchSound(alice, bob);
        const reply = await drain(stack, node);
        assert(reply.ok && reply.draining);
        assertEquals(await untilEnded(stack, node), "code 0");
        assertNotEquals(nodeOf(stack, bob), node);
        const lost = sound.lost();
        assert(lost <= PACKETS_LOST_MAX, `${lost} packets of sound were lost`);
        await stack.restart(node);
        await untilSecured([alice, bob]);
      }));
  },
});

Deno.test({
  ...OFF,
  name: "a media node that is drained while nothing else is there keeps its rooms until there is",
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 1, mediaNodes: 2 });
    await withTails(stack, () =>
      callOfTwo(stack, async (alice, bob) => {
        const node = nodeOf(stack, alice);
        const other = node === "media-1" ? "media-2" : "media-1";
        await stack.kill(other, "SIGKILL");
        stack.expectEnd(node);
        const reply = await drain(stack, node);
        assert(reply.ok && reply.rooms === 1);
        assertEquals(nodeOf(stack, bob), node);
        await stack.restart(other);
        assertEquals(await untilEnded(stack, node), "code 0");
        assertEquals(nodeOf(stack, bob), other);
      }));
  },
});

Deno.test({
  ...OFF,
  name: "a media node told to end by SIGTERM lets its rooms leave first",
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 1, mediaNodes: 2 });
    for (const node of ["media-1", "media-2"]) {
      await stack.restart(node, { PARLEY_DRAIN_MS: PATIENT_MS });
    }
    await withTails(stack, () =>
      callOfTwo(stack, async (alice, bob) => {
        await untilSecured([alice, bob]);
        const node = nodeOf(stack, alice);
        const sound = watchSound(alice, bob);
        stack.expectEnd(node);
        stack.process(node).signal("SIGTERM");
        assertEquals(await untilEnded(stack, node), "code 0");
        assertNotEquals(nodeOf(stack, bob), node);
        const lost = sound.lost();
        assert(lost <= PACKETS_LOST_MAX, `${lost} packets of sound were lost`);
      }));
  },
});

Deno.test({
  ...OFF,
  name: "a drain that is taken back leaves everything where it is",
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 1, mediaNodes: 1 });
    await withTails(stack, () =>
      callOfTwo(stack, async (alice) => {
        const { generation } = alice;
        const node = nodeOf(stack, alice);
        await drain(stack, node);
        const reply = await drain(stack, node, false);
        assert(reply.ok && !reply.draining);
        assertEquals(alice.generation, generation);
      }));
  },
});
