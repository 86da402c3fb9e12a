import { assertEquals, assertRejects } from "@std/assert";
import { ConfigError, silentLogger, systemClock } from "../kit/mod.ts";
import { poll, STATE_LIMIT_MS } from "../kit/testing/poll.ts";
import type { MediaNode } from "./node.ts";
import { MediaWorker } from "./media_worker.ts";
import { freePort } from "../scripts/native/ports.ts";
import { Scene, testWorkers } from "./testing/harness.ts";
import { audio, codes, consumer, router, transport, transportOf } from "./testing/steps.ts";
import { WorkerPool } from "./worker_pool.ts";

const SEND_AND_RECEIVE = [
  router,
  transport("a:send:1"),
  transport("b:recv:1"),
  audio("a:mic:1", "a:send:1"),
  consumer("b:a", "b:recv:1", "a:mic:1"),
];

function pids(node: MediaNode): (number | undefined)[] {
  return node.workers.map((worker) => worker?.pid);
}

function kill(pid: number | undefined): void {
  if (pid === undefined) throw new Error("Cannot kill the worker: it is not alive");
  Deno.kill(pid, "SIGKILL");
}

Deno.test("a killed worker is told with its rooms, they can be made again, others go on", async () => {
  await using scene = await Scene.start({ workers: 2 });
  // Two rooms on two idle workers: the second goes where none is yet.
  await scene.apply("r1", ...SEND_AND_RECEIVE);
  await scene.apply("r2", ...SEND_AND_RECEIVE);
  const untouched = await scene.describe("r2");
  const [first, second] = pids(scene.node);

  kill(first);
  await scene.told("a worker's death is told", (event) => event.type === "WorkerDied");
  assertEquals(scene.events, [{ type: "WorkerDied", roomIds: ["r1"] }]);
  const beat = scene.beats.at(-1);
  assertEquals(beat?.workers.map(({ alive, routers }) => [alive, routers]), [[false, 0], [
    true,
    1,
  ]]);
  assertEquals(scene.node.problem(), undefined);

  const none = { router: false, transports: [], producers: [], consumers: [] };
  assertEquals(await scene.describe("r1"), none);
  assertEquals(await scene.describe("r2"), untouched);
  const again = await scene.apply("r1", ...SEND_AND_RECEIVE);
  assertEquals(codes(again), SEND_AND_RECEIVE.map(() => undefined));

  await poll("the worker is back", STATE_LIMIT_MS, () => scene.node.workers[0] !== undefined);
  await scene.bus.flush();
  assertEquals(scene.beats.at(-1)?.workers[0]?.alive, true, "and a beat says so at once");
  const [restarted, still] = pids(scene.node);
  assertEquals([restarted === first, still], [false, second]);
});

Deno.test("without a worker a room can't be made until one is back", async () => {
  await using scene = await Scene.start();
  await scene.apply("r1", router);
  kill(pids(scene.node)[0]);
  await scene.told("a worker's death is told", (event) => event.type === "WorkerDied");
  assertEquals(scene.node.problem(), "no worker is alive");
  const [refused] = await scene.apply("r1", router);
  assertEquals(refused?.ok === false && refused.error.code, "unavailable");
  assertEquals(refused?.ok === false && refused.error.retryAfterMs !== undefined, true);
  await poll("the worker is back", STATE_LIMIT_MS, () => scene.node.problem() === undefined);
  assertEquals(codes(await scene.apply("r1", router)), [undefined]);
});

Deno.test("steps under way when the worker dies say so, and the room answers on", async () => {
  await using scene = await Scene.start();
  await scene.apply("r1", router);
  const pid = pids(scene.node)[0];
  if (pid === undefined) throw new Error("Cannot freeze the worker: it is not alive");
  // Frozen it answers nothing, so the steps are certainly under way.
  Deno.kill(pid, "SIGSTOP");
  const replying = scene.apply("r1", transport("a:send:1"), transport("b:send:1"));
  const queued = scene.apply("r1", transport("c:send:1"));
  await scene.bus.flush();
  kill(pid);
  assertEquals(codes(await replying), ["worker-died", "worker-died"]);
  assertEquals(codes(await queued), ["unknown-router"]);
});

Deno.test("a repeat of a command from before the death is run again", async () => {
  await using scene = await Scene.start({ workers: 2 });
  const apply = { type: "apply" as const, steps: [router] };
  await scene.command("r1", apply, { id: "same" });
  kill(pids(scene.node)[0]);
  await scene.told("a worker's death is told", (event) => event.type === "WorkerDied");
  await scene.command("r1", apply, { id: "same" });
  assertEquals((await scene.describe("r1")).router, true);
});

Deno.test("a worker that comes back has the ports of its predecessor", async () => {
  const firstPort = freePort(0);
  await using scene = await Scene.start({ firstPort });
  const ports = async () => {
    const [, made] = await scene.apply("r1", router, transport("a:send:1"));
    return transportOf(made).iceCandidates.map(({ protocol, port }) => [protocol, port]);
  };
  assertEquals(await ports(), [["udp", firstPort], ["tcp", firstPort]]);
  // A connection makes the kernel remember the port beyond the worker's life.
  using _client = await Deno.connect({ hostname: "127.0.0.1", port: firstPort });
  kill(pids(scene.node)[0]);
  await scene.told("a worker's death is told", (event) => event.type === "WorkerDied");
  await poll("the worker is back", STATE_LIMIT_MS, () => scene.node.problem() === undefined);
  assertEquals(await ports(), [["udp", firstPort], ["tcp", firstPort]]);
});

Deno.test("a stopping node says that it drains and that its rooms are lost", async () => {
  await using scene = await Scene.start();
  await scene.apply("r1", router);
  await scene.node.stop();
  await scene.bus.flush();
  assertEquals(scene.beats.at(-1)?.draining, true);
  assertEquals(scene.events, [{ type: "WorkerDied", roomIds: ["r1"] }]);
  assertEquals(scene.node.problem(), "it is stopping");
});

Deno.test("a pool without a usable worker does not start, and the process lives to say why", async () => {
  const config = await testWorkers(1);
  const folder = await Deno.makeTempDir();
  try {
    const plain = `${folder}/plain`;
    await Deno.writeTextFile(plain, "not a program", { mode: 0o644 });
    for (
      const [bin, why] of [[`${folder}/none`, "os error 2"], [plain, "not executable"]] as const
    ) {
      const start = () => MediaWorker.start({ ...config, bin }, 0, systemClock);
      await assertRejects(start, ConfigError, why);
    }
    const dies = `${folder}/dies`;
    await Deno.writeTextFile(dies, "#!/bin/sh\nexit 3\n", { mode: 0o755 });
    await assertRejects(() => MediaWorker.start({ ...config, bin: dies }, 0, systemClock), Error);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("workers that can't all have their ports leave none behind", async () => {
  const socket = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  try {
    const config = await testWorkers(2);
    // The second worker's TCP port is taken.
    const firstPort = socket.addr.port - 1;
    const logger = silentLogger();
    const nothing = () => {};
    const start = () =>
      WorkerPool.start({
        config: { ...config, firstPort },
        clock: systemClock,
        logger,
        onDeath: nothing,
        onStalled: nothing,
        onUsable: nothing,
      });
    await assertRejects(start, Error, "Cannot start worker");
  } finally {
    socket.close();
  }
});
