/** A media node is told to leave: its rooms go first, media flows all along, then it ends by itself. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { DrainReply, subjects } from "../../protocol/mod.ts";
import type { Participant } from "../harness/participant.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";
import { callOfTwo, nodeOf, untilSecured } from "./media.ts";

const REQUEST_LIMIT_MS = 2_000;
/** A microphone sends every 20 ms; so long without anything is a hole that people hear. */
const HOLE_MS = 500;
const SAMPLE_MS = 20;

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
const OFF = { sanitizeOps: false, sanitizeResources: false };

async function drain(stack: Stack, node: string, draining = true): Promise<DrainReply> {
  const request = { v: 1, draining };
  return DrainReply.parse(
    await stack.bus.request(subjects.mediaDrain(node), request, REQUEST_LIMIT_MS),
  );
}

/** The longest time without a packet from the other's microphone, until it is stopped. */
function watchSound(from: Participant, to: Participant): { stop(): number } {
  let [packets, sinceMs, longestMs] = [to.packetsFrom(from, "mic"), performance.now(), 0];
  const look = () => {
    const [now, nowMs] = [to.packetsFrom(from, "mic"), performance.now()];
    longestMs = Math.max(longestMs, nowMs - sinceMs);
    if (now !== packets) [packets, sinceMs] = [now, nowMs];
  };
  const timer = setInterval(look, SAMPLE_MS);
  return {
    stop() {
      clearInterval(timer);
      look();
      return longestMs;
    },
  };
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
        const longestMs = sound.stop();
        assert(longestMs < HOLE_MS, `nothing was heard for ${Math.round(longestMs)} ms`);
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
    await withTails(stack, () =>
      callOfTwo(stack, async (alice, bob) => {
        await untilSecured([alice, bob]);
        const node = nodeOf(stack, alice);
        const sound = watchSound(alice, bob);
        stack.expectEnd(node);
        stack.process(node).signal("SIGTERM");
        assertEquals(await untilEnded(stack, node), "code 0");
        assertNotEquals(nodeOf(stack, bob), node);
        const longestMs = sound.stop();
        assert(longestMs < HOLE_MS, `nothing was heard for ${Math.round(longestMs)} ms`);
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
