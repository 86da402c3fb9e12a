import { assert, assertEquals } from "@std/assert";
import { poll, STATE_LIMIT_MS } from "../kit/testing/poll.ts";
import type { NodeReply } from "../protocol/mod.ts";
import {
  HUNG_AFTER_MS,
  PING_INTERVAL_MS,
  QUEUED_PER_ROOM_MAX,
  STALLED_AFTER_MS,
} from "./limits.ts";
import { Scene } from "./testing/harness.ts";
import { codes, router, transport } from "./testing/steps.ts";

// Of times only the least are compared: a machine without a free core takes longer, and then looks come late,
// which are no silence. worker_watch_test.ts is exact.

/** More than a worker has elsewhere: one that got no processor for a moment is not the one that was stopped. */
const PATIENCE = { stalledAfterMs: 4 * STALLED_AFTER_MS, hungAfterMs: 2 * HUNG_AFTER_MS };

const codeOf = (reply: NodeReply) => reply.ok ? undefined : reply.error.code;
const apply = (...steps: Parameters<Scene["apply"]>[1][]) => ({ type: "apply" as const, steps });
const isOf = (type: string) => (event: { type: string }) => event.type === type;

/** Stops the room's worker and returns how to wake it. */
function freeze(scene: Scene, index = 0): () => void {
  const pid = scene.node.workers[index]?.pid;
  if (pid === undefined) throw new Error(`Cannot freeze worker ${index}: it is not alive`);
  Deno.kill(pid, "SIGSTOP");
  return () => Deno.kill(pid, "SIGCONT");
}

Deno.test("a stopped worker is told with its rooms, and usable again once it answers", async () => {
  await using scene = await Scene.start({ patience: PATIENCE });
  await scene.apply("r1", router);
  const wake = freeze(scene);
  const startedMs = performance.now();
  await scene.told("the stall is told", isOf("WorkerStalled"));
  const tookMs = performance.now() - startedMs;
  assert(tookMs >= PATIENCE.stalledAfterMs - PING_INTERVAL_MS, `${tookMs} ms`);
  assertEquals(scene.events, [{ type: "WorkerStalled", roomIds: ["r1"] }]);
  assertEquals(scene.node.problem(), "no worker answers");
  assertEquals(scene.beats.at(-1)?.workers[0]?.alive, false);

  wake();
  await poll("it answers", STATE_LIMIT_MS, () => scene.node.problem() === undefined);
  assertEquals(codes(await scene.apply("r1", transport("a:send:1"))), [undefined]);
  assertEquals((await scene.describe("r1")).transports.length, 1);
  await scene.bus.flush();
  assertEquals(scene.beats.at(-1)?.workers[0]?.alive, true);
  assertEquals(scene.events, [{ type: "WorkerStalled", roomIds: ["r1"] }]);
});

Deno.test("nobody waits for a stopped worker, and other rooms don't notice", async () => {
  await using scene = await Scene.start({ workers: 2, patience: PATIENCE });
  await scene.apply("r1", router);
  await scene.apply("r2", router);
  const wake = freeze(scene);
  const underWay = scene.command("r1", apply(transport("a:send:1"), router, transport("c:send:1")));
  const queued = scene.command("r1", apply(transport("b:send:1")));
  const asked = scene.command("r1", { type: "ping" });
  assertEquals(codes(await scene.apply("r2", transport("a:send:1"))), [undefined]);
  assertEquals(
    (await Promise.all([underWay, queued, asked])).map(codeOf),
    ["worker-stalled", "worker-stalled", "worker-stalled"],
    "before it is taken for hung",
  );

  const many = await Promise.all(
    Array.from({ length: 2 * QUEUED_PER_ROOM_MAX }, () => scene.command("r1", apply(router))),
  );
  assertEquals(new Set(many.map(codeOf)), new Set(["worker-stalled"]), "and none piles up");
  assertEquals(codeOf(await scene.command("r1", { type: "describe", skip: 0 })), "worker-stalled");
  const [refused] = many;
  assert(refused && !refused.ok && (refused.error.retryAfterMs ?? 0) > 0);
  assertEquals(codes(await scene.apply("r3", router)), [undefined], "a new room goes elsewhere");
  assertEquals(await scene.command("r2", { type: "ping" }), { v: 1, ok: true });

  wake();
  await poll("it answers", STATE_LIMIT_MS, async () => {
    return (await scene.command("r1", { type: "ping" })).ok;
  });
  const { transports } = await scene.describe("r1");
  const ids = transports.map(({ info }) => info.id);
  assertEquals(ids, ["a:send:1"], "only the step that the worker had already was done");
  assertEquals(scene.beats.at(-1)?.workers.map(({ routers }) => routers), [1, 2]);
});

Deno.test("a worker that stays stopped is killed and started again, others are untouched", async () => {
  await using scene = await Scene.start({ workers: 2, patience: PATIENCE });
  await scene.apply("r1", router);
  await scene.apply("r2", router, transport("a:send:1"));
  const untouched = await scene.describe("r2");
  const pids = scene.node.workers.map((worker) => worker?.pid);
  freeze(scene);
  const startedMs = performance.now();
  await scene.told("the death is told", isOf("WorkerDied"));
  const tookMs = performance.now() - startedMs;
  assert(tookMs >= PATIENCE.hungAfterMs - PING_INTERVAL_MS, `${tookMs} ms`);
  assertEquals(scene.events, [
    { type: "WorkerStalled", roomIds: ["r1"] },
    { type: "WorkerDied", roomIds: ["r1"] },
  ]);
  await poll("the worker is back", STATE_LIMIT_MS, () => scene.node.workers[0] !== undefined);
  const [restarted, still] = scene.node.workers.map((worker) => worker?.pid);
  assertEquals([restarted === pids[0], still], [false, pids[1]]);
  assertEquals(await scene.describe("r2"), untouched);
  assertEquals(codes(await scene.apply("r1", router)), [undefined]);
});

Deno.test("a room whose router was being made when the worker stopped is refused too", async () => {
  await using scene = await Scene.start({ patience: PATIENCE });
  const wake = freeze(scene);
  const opening = scene.command("r1", apply(router));
  assertEquals(codeOf(await opening), "worker-stalled");
  assertEquals(scene.events, [{ type: "WorkerStalled", roomIds: ["r1"] }]);
  assertEquals(codes(await scene.apply("r2", router)), ["unavailable"]);
  wake();
  await poll("it answers", STATE_LIMIT_MS, () => scene.node.problem() === undefined);
  assertEquals(codes(await scene.apply("r1", router)), [undefined]);
});

Deno.test("a node with a stopped worker leaves no process behind", async () => {
  const scene = await Scene.start({ patience: PATIENCE });
  const pid = scene.node.workers[0]?.pid;
  freeze(scene);
  await scene[Symbol.asyncDispose]();
  assertEquals(await exists(pid), false);
});

Deno.test("a ping asks for the worker that holds the room", async () => {
  await using scene = await Scene.start({ patience: PATIENCE });
  assertEquals(codeOf(await scene.command("r1", { type: "ping" })), "unknown-router");
  await scene.apply("r1", router);
  assertEquals(await scene.command("r1", { type: "ping" }), { v: 1, ok: true });
});

async function exists(pid: number | undefined): Promise<boolean> {
  return await Deno.stat(`/proc/${pid}`).then(() => true, () => false);
}
