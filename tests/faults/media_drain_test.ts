/** A media node is told to leave: its rooms go first, media flows all along, then it ends by itself. */
import { assert, assertEquals } from "@std/assert";
import { DrainReply, subjects } from "../../protocol/mod.ts";
import type { Participant } from "../harness/participant.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";
import { callOfTwo, nodeOf, untilSecured } from "./media.ts";

const REQUEST_LIMIT_MS = 10_000;
/** Of a microphone's 25 a second; some are always under way. */
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

/** From now on, what of a microphone is sent arrives. */
function watchSound(from: Participant, to: Participant): { untilWhole(): Promise<unknown> } {
  const missing = () => (from.sent["mic"] ?? 0) - to.packetsFrom(from, "mic");
  const before = missing();
  const untilWhole = () =>
    // What is lost stays missing however long one waits; what is late on a busy machine comes.
    until("all sound has arrived", () => missing() - before, (lost) => lost <= PACKETS_LOST_MAX);
  return { untilWhole };
}

/** A client that was late to say what it plays may be moved when the node ends, and not before. */
function untilAt(stack: Stack, person: Participant, isIt: (node: string) => boolean) {
  return until(`${person.peerId} is elsewhere`, () => nodeOf(stack, person), isIt);
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
        await untilAt(stack, bob, (at) => at !== node);
        await sound.untilWhole();
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
        await untilAt(stack, bob, (at) => at === other);
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
        await untilAt(stack, bob, (at) => at !== node);
        await sound.untilWhole();
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
