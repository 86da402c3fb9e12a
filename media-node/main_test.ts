import { assertEquals, assertStringIncludes } from "@std/assert";
import { connectNats, silentLogger } from "../kit/mod.ts";
import { NatsServer } from "../kit/testing/nats_server.ts";
import { NodeBeat, NodeEvent, NodeReply, subjects } from "../protocol/mod.ts";
import { ensureWorker } from "../scripts/worker/mod.ts";
import { router, transport } from "./testing/steps.ts";

const START_TIMEOUT_MS = 20_000;
const REQUEST_TIMEOUT_MS = 5_000;
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

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

Deno.test("the process serves a room over NATS with the least permissions and ends in order", async () => {
  await using nats = await NatsServer.start({
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
  const beats: NodeBeat[] = [];
  const events: NodeEvent[] = [];
  const alive = Promise.withResolvers<void>();
  owner.subscribe(subjects.mediaBeat("m7"), {}, ({ body }) => {
    beats.push(NodeBeat.parse(body));
    alive.resolve();
  });
  owner.subscribe(subjects.mediaEvent("m7"), {}, ({ body }) => {
    events.push(NodeEvent.parse(body));
  });
  await owner.flush();

  const healthPort = freePort();
  const child = await spawn({
    PARLEY_NODE_ID: "m7",
    PARLEY_NATS_URL: nats.url,
    PARLEY_NATS_USER: "m",
    PARLEY_NATS_PASSWORD: "p",
    PARLEY_HEALTH_PORT: `${healthPort}`,
    PARLEY_DRAIN_MS: "50",
  });
  const output = child.output();
  const timer = setTimeout(() => alive.reject(new Error("Cannot see a beat")), START_TIMEOUT_MS);
  try {
    await alive.promise;
    const reply = NodeReply.parse(
      await owner.request(subjects.mediaCommand("m7"), {
        v: 1,
        id: "c1",
        roomId: "r1",
        epoch: 1,
        deadlineAt: Date.now() + REQUEST_TIMEOUT_MS,
        body: { type: "apply", steps: [router, transport("a:send:1")] },
      }, REQUEST_TIMEOUT_MS),
    );
    assertEquals(reply.ok && reply.results?.map(({ ok }) => ok), [true, true]);
    const ready = await fetch(`http://127.0.0.1:${healthPort}/readyz`);
    assertEquals([ready.status, await ready.json()], [
      200,
      { ok: true, checks: { bus: "ok", workers: "ok" } },
    ]);
  } finally {
    clearTimeout(timer);
    child.kill("SIGTERM");
  }
  const { code, stderr } = await output;
  assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
  await owner.flush();
  assertEquals(beats.at(-1)?.draining, true);
  assertEquals(events.map(({ body }) => body), [{ type: "WorkerDied", roomIds: ["r1"] }]);
  await owner.close();
});

Deno.test("a process that can't be configured says what is wrong and exits", async () => {
  const child = await spawn({ PARLEY_NODE_ID: "no blanks", MEDIASOUP_WORKER_BIN: "" });
  const { code, stdout } = await child.output();
  assertEquals(code, EXIT_CONFIG);
  const text = new TextDecoder().decode(stdout);
  for (const name of ["PARLEY_NODE_ID", "MEDIASOUP_WORKER_BIN"]) assertStringIncludes(text, name);
});
