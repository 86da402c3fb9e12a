import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Bus, connectNats, silentLogger } from "../kit/mod.ts";
import { NatsServer } from "../kit/testing/nats_server.ts";
import { poll, STATE_LIMIT_MS } from "../kit/testing/poll.ts";
import {
  DrainReply,
  type MediaStep,
  NodeBeat,
  NodeEvent,
  NodeReply,
  subjects,
} from "../protocol/mod.ts";
import { freePort } from "../scripts/native/ports.ts";
import { ensureWorker } from "../scripts/worker/mod.ts";
import { router, transport } from "./testing/steps.ts";

const NODE_ID = "m7";
const REQUEST_TIMEOUT_MS = 20_000;
const EXIT_CONFIG = 78;
const MAIN = new URL("./main.ts", import.meta.url).pathname;

/** The flags that `README.md` of this folder promises to suffice. */
async function spawn(env: Record<string, string>): Promise<Deno.ChildProcess> {
  const { bin } = await ensureWorker();
  const names = [
    "PARLEY_ENV",
    "PARLEY_NODE_ID",
    "PARLEY_NATS_URL",
    "PARLEY_NATS_USER",
    "PARLEY_NATS_PASSWORD",
    "PARLEY_LOG_LEVEL",
    "MEDIASOUP_WORKER_BIN",
    "PARLEY_MEDIA_LISTEN_IP",
    "PARLEY_MEDIA_ANNOUNCED_ADDRESS",
    "PARLEY_MEDIA_WORKERS",
    "PARLEY_MEDIA_PORT",
    "PARLEY_HEALTH_PORT",
    "PARLEY_DRAIN_MS",
  ];
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet", // Of other processes that begin at the same time Deno says that it waits for them.
      "--no-prompt",
      "--allow-net=127.0.0.1",
      `--allow-env=${names.join(",")}`,
      "--ignore-env",
      `--allow-run=${bin}`,
      `--allow-read=${bin}`,
      "--allow-sys=hostname",
      MAIN,
    ],
    env: { PARLEY_ENV: "test", MEDIASOUP_WORKER_BIN: bin, PARLEY_MEDIA_WORKERS: "1", ...env },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** A process on a real NATS server, and an owner that hears and commands it. */
class Running implements AsyncDisposable {
  readonly child: Deno.ChildProcess;
  readonly output: Promise<Deno.CommandOutput>;
  readonly healthUrl: string;
  readonly beats: NodeBeat[] = [];
  readonly events: NodeEvent["body"][] = [];
  readonly #owner: Bus;
  readonly #nats: NatsServer;
  #ended = false;

  private constructor(nats: NatsServer, owner: Bus, child: Deno.ChildProcess, healthUrl: string) {
    this.#nats = nats;
    this.#owner = owner;
    this.child = child;
    this.healthUrl = healthUrl;
    this.output = child.output();
    child.status.then(() => this.#ended = true);
  }

  static async start(env: Record<string, string> = {}): Promise<Running> {
    const nats = await NatsServer.start({
      config:
        'authorization { users = [{ user: "m", password: "p" }, { user: "o", password: "p" }] }',
    });
    const logger = silentLogger();
    const owner = await connectNats({
      servers: [nats.url],
      name: "owner",
      user: "o",
      password: "p",
      logger,
    });
    const healthPort = freePort(0);
    const child = await spawn({
      PARLEY_NODE_ID: NODE_ID,
      PARLEY_NATS_URL: nats.url,
      PARLEY_NATS_USER: "m",
      PARLEY_NATS_PASSWORD: "p",
      PARLEY_HEALTH_PORT: `${healthPort}`,
      ...env,
    });
    const running = new Running(nats, owner, child, `http://127.0.0.1:${healthPort}/readyz`);
    owner.subscribe(subjects.mediaBeat(NODE_ID), {}, ({ body }) => {
      running.beats.push(NodeBeat.parse(body));
    });
    owner.subscribe(subjects.mediaEvent(NODE_ID), {}, ({ body }) => {
      running.events.push(NodeEvent.parse(body).body);
    });
    await poll("it beats", STATE_LIMIT_MS, () => running.beats.length > 0);
    return running;
  }

  /** As owners do it: a worker that got no processor for a moment is asked again. */
  async apply(roomId: string, ...steps: MediaStep[]): Promise<NodeReply> {
    let reply = await this.#request(roomId, steps);
    const isStalled = () => !reply.ok && reply.error.code === "worker-stalled";
    await poll(`the worker of ${roomId} answers`, STATE_LIMIT_MS, async () => {
      if (isStalled()) reply = await this.#request(roomId, steps);
      return !isStalled();
    });
    return reply;
  }

  /** Rooms whose media are gone. */
  get lost(): string[] {
    return this.events.flatMap((event) => event.type === "WorkerDied" ? event.roomIds : []);
  }

  async #request(roomId: string, steps: MediaStep[]): Promise<NodeReply> {
    const envelope = {
      v: 1,
      id: crypto.randomUUID(),
      roomId,
      epoch: 1,
      deadlineAt: Date.now() + REQUEST_TIMEOUT_MS,
      body: { type: "apply", steps },
    };
    const subject = subjects.mediaCommand(NODE_ID);
    return NodeReply.parse(await this.#owner.request(subject, envelope, REQUEST_TIMEOUT_MS));
  }

  async drain(draining: boolean): Promise<DrainReply> {
    const request = { v: 1, draining };
    const subject = subjects.mediaDrain(NODE_ID);
    return DrainReply.parse(await this.#owner.request(subject, request, REQUEST_TIMEOUT_MS));
  }

  /** Exit code and what was written to stderr, and everything that it told before. */
  async end(): Promise<[code: number, stderr: string]> {
    const { code, stderr } = await this.output;
    await this.#owner.flush();
    return [code, new TextDecoder().decode(stderr)];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) this.child.kill("SIGKILL");
    await this.output;
    await this.#owner.close();
    await this.#nats[Symbol.asyncDispose]();
  }
}

Deno.test("the process serves a room over NATS with the least permissions and ends in order", async () => {
  await using node = await Running.start({ PARLEY_DRAIN_MS: "0" });
  const reply = await node.apply("r1", router, transport("a:send:1"));
  assertEquals(reply.ok && reply.results?.map(({ ok }) => ok), [true, true]);
  const ready = await fetch(node.healthUrl);
  assertEquals([ready.status, await ready.json()], [
    200,
    { ok: true, checks: { bus: "ok", workers: "ok" } },
  ]);
  node.child.kill("SIGTERM");
  assertEquals(await node.end(), [0, ""]);
  assertEquals(node.beats.at(-1)?.draining, true);
  assertEquals(node.lost, ["r1"]);
});

Deno.test("a process that was told to drain ends by itself when the last room has left", async () => {
  await using node = await Running.start();
  await node.apply("r1", router);
  await node.apply("r2", router);
  assertEquals(await node.drain(true), { v: 1, ok: true, draining: true, rooms: 2 });
  assertEquals(await node.drain(false), { v: 1, ok: true, draining: false, rooms: 2 });
  assertEquals((await node.apply("r3", router, { type: "closeRouter" })).ok, true);
  await node.drain(true);
  assertEquals(node.beats.at(-1)?.draining, true, "the beat comes at once");
  const refused = await node.apply("r4", router);
  const [result] = refused.ok ? refused.results ?? [] : [];
  assertEquals(result?.ok === false && result.error.code, "unavailable");
  assertEquals((await node.apply("r1", router, transport("a:send:1"))).ok, true);

  assertEquals((await node.apply("r1", { type: "closeRouter" })).ok, true);
  const last = await node.apply("r2", { type: "closeRouter" });
  assertEquals(last, { v: 1, ok: true, results: [{ ok: true }] });
  assertEquals(await node.end(), [0, ""]);
  assertEquals(node.lost, []);
});

Deno.test("a process that is terminated waits for its rooms to leave, and then ends", async () => {
  await using node = await Running.start({ PARLEY_DRAIN_MS: "60000" });
  await node.apply("r1", router);
  node.child.kill("SIGTERM");
  await poll("it drains", STATE_LIMIT_MS, () => node.beats.at(-1)?.draining === true);
  assertEquals((await node.drain(false)).ok, false, "there is no way back");
  assertEquals((await node.apply("r1", { type: "closeRouter" })).ok, true);
  assertEquals(await node.end(), [0, ""]);
  assertEquals(node.lost, []);
});

Deno.test("a stopped worker is killed and replaced with the least permissions", async () => {
  await using node = await Running.start({ PARLEY_DRAIN_MS: "0" });
  await node.apply("r1", router);
  const [worker] = await childrenOf(node.child.pid);
  if (worker === undefined) throw new Error("Cannot stop the worker: there is none");
  Deno.kill(worker, "SIGSTOP");
  await poll("its death is told", STATE_LIMIT_MS, () => node.lost.length > 0);
  assertEquals(node.events.slice(-2), [
    { type: "WorkerStalled", roomIds: ["r1"] },
    { type: "WorkerDied", roomIds: ["r1"] },
  ]);
  await poll("there is another", STATE_LIMIT_MS, () => {
    return node.beats.at(-1)?.workers[0]?.alive === true;
  });
  const reply = await node.apply("r1", router);
  assertEquals(reply.ok && reply.results, [{ ok: true }]);
  node.child.kill("SIGTERM");
  assertEquals(await node.end(), [0, ""]);
});

Deno.test("a process that can't be configured says what is wrong and exits", async () => {
  const child = await spawn({ PARLEY_NODE_ID: "no blanks", MEDIASOUP_WORKER_BIN: "" });
  const { code, stdout } = await child.output();
  assertEquals(code, EXIT_CONFIG);
  const text = new TextDecoder().decode(stdout);
  for (const name of ["PARLEY_NODE_ID", "MEDIASOUP_WORKER_BIN"]) assertStringIncludes(text, name);
});

async function childrenOf(pid: number): Promise<number[]> {
  const text = await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`);
  return text.split(" ").filter((word) => word !== "").map(Number);
}
