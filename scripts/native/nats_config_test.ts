import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { connect } from "@nats-io/transport-node";
import { freePort } from "./ports.ts";
import { natsConfig, natsInboxPrefix, type NatsUser } from "./nats_config.ts";
import { probeNats, waitUntil } from "./health.ts";

const users: NatsUser[] = [
  { kind: "control", name: "control-1", password: "c1" },
  { kind: "control", name: "control-2", password: "c2" },
  { kind: "media", name: "media-1", password: "m1" },
  { kind: "media", name: "media-2", password: "m2" },
  { kind: "transcriber", name: "transcriber-1", password: "t1" },
  { kind: "recorder", name: "recorder-1", password: "r1" },
  { kind: "streamer", name: "streamer-1", password: "l1" },
  { kind: "worker", name: "worker-1", password: "w1" },
  { kind: "system", name: "sys", password: "s" },
];

Deno.test("nats config gives each user an inbox of its own", () => {
  const text = natsConfig({ port: 4222, storeDir: "/data", users });
  assertStringIncludes(text, '"_INBOX.media-1.>"');
  assert(
    !/subscribe: \{ allow: \[[^\]]*"_INBOX\.>"/.test(text),
    "nobody subscribes to all inboxes",
  );
});

Deno.test("nats config refuses a user name that would widen a subject", () => {
  for (const name of ["*", "a.b", ">", ""]) {
    assertThrows(
      () => natsConfig({ port: 1, storeDir: "/", users: [{ kind: "media", name, password: "p" }] }),
      TypeError,
      "not one token",
    );
  }
});

Deno.test("nats config lets a transcriber say captions, answer and write recordings down, and nothing else", async () => {
  await using server = await start();
  const servers = `127.0.0.1:${server.port}`;
  const user = "transcriber-1";
  const inboxPrefix = natsInboxPrefix(user);
  const transcriber = await connect({ servers, user, pass: "t1", inboxPrefix });
  try {
    transcriber.publish("parley.v1.room.r1.caption", "{}");
    transcriber.publish("parley.v1.transcriber.transcriber-1.beat", "{}");
    transcriber.subscribe("parley.v1.transcriber.transcriber-1.command");
    transcriber.publish("parley.v1.recording.r1-r1.progress", "{}");
    transcriber.publish("recording.log.r1-r1", "{}");
    await transcriber.flush();
    const forbidden = [
      "parley.v1.room.r1.signal",
      "parley.v1.room.r1.command",
      "recording.job.transcribe.r1-r1",
      "$JS.API.CONSUMER.MSG.NEXT.RECORDING_JOBS.compose",
      "$JS.API.STREAM.PURGE.RECORDINGS",
    ];
    for (const subject of forbidden) {
      const said = await refusal(transcriber, () => transcriber.publish(subject));
      assertStringIncludes(said, "publish");
    }
    assertStringIncludes(
      await refusal(transcriber, () => transcriber.subscribe("parley.v1.room.r1.event")),
      "subscription",
    );
  } finally {
    await transcriber.close();
  }
});

Deno.test("nats config lets a recorder write manifests and answer, and nothing else", async () => {
  await using server = await start();
  const servers = `127.0.0.1:${server.port}`;
  const user = "recorder-1";
  const inboxPrefix = natsInboxPrefix(user);
  const recorder = await connect({ servers, user, pass: "r1", inboxPrefix });
  try {
    recorder.publish("recording.log.room-r1", "{}");
    recorder.publish("parley.v1.recorder.recorder-1.beat", "{}");
    recorder.subscribe("parley.v1.recorder.recorder-1.command");
    await recorder.flush();
    const others = [
      "parley.v1.recorder.recorder-2.beat",
      "parley.v1.room.r1.command",
      "recording.job.compose.room-r1",
      "$JS.API.CONSUMER.CREATE.RECORDINGS",
      "$JS.API.STREAM.DELETE.RECORDINGS",
      "$JS.API.STREAM.PURGE.RECORDINGS",
    ];
    for (const subject of others) {
      const said = await refusal(recorder, () => recorder.publish(subject));
      assertStringIncludes(said, "publish");
    }
    for (const subject of ["recording.log.room-r1", "parley.v1.recorder.recorder-2.command"]) {
      const said = await refusal(recorder, () => recorder.subscribe(subject));
      assertStringIncludes(said, "subscription");
    }
  } finally {
    await recorder.close();
  }
});

Deno.test("nats config lets a streamer answer and say that it lives, and nothing else", async () => {
  await using server = await start();
  const servers = `127.0.0.1:${server.port}`;
  const user = "streamer-1";
  const inboxPrefix = natsInboxPrefix(user);
  const streamer = await connect({ servers, user, pass: "l1", inboxPrefix });
  try {
    streamer.publish("parley.v1.streamer.streamer-1.beat", "{}");
    streamer.subscribe("parley.v1.streamer.streamer-1.command");
    await streamer.flush();
    for (const subject of ["parley.v1.streamer.streamer-2.beat", "parley.v1.room.r1.command"]) {
      const said = await refusal(streamer, () => streamer.publish(subject));
      assertStringIncludes(said, "publish");
    }
    // Addresses with their keys go there.
    for (const subject of ["parley.v1.streamer.streamer-2.command", "parley.v1.streamer.>"]) {
      const said = await refusal(streamer, () => streamer.subscribe(subject));
      assertStringIncludes(said, "subscription");
    }
  } finally {
    await streamer.close();
  }
});

Deno.test("nats config lets a worker take jobs and tell of them, and nothing else", async () => {
  await using server = await start();
  const servers = `127.0.0.1:${server.port}`;
  const user = "worker-1";
  const inboxPrefix = natsInboxPrefix(user);
  const worker = await connect({ servers, user, pass: "w1", inboxPrefix });
  try {
    for (
      const subject of [
        "recording.log.r1",
        "parley.v1.recording.r1.progress",
        "$JS.API.CONSUMER.MSG.NEXT.RECORDING_JOBS.compose",
        "$JS.API.CONSUMER.CREATE.RECORDINGS.worker-1.recording.log.r1",
      ]
    ) worker.publish(subject, "{}");
    await worker.flush();
    for (
      const subject of [
        "recording.job.compose.r1",
        "$JS.API.CONSUMER.MSG.NEXT.RECORDING_JOBS.transcribe",
        "$JS.API.CONSUMER.CREATE.RECORDINGS.recorder-1.recording.log.r1",
        "$JS.API.STREAM.PURGE.RECORDINGS",
        "$JS.API.STREAM.DELETE.RECORDING_JOBS",
        "parley.v1.room.r1.command",
      ]
    ) {
      const said = await refusal(worker, () => worker.publish(subject));
      assertStringIncludes(said, "publish");
    }
    for (const subject of ["recording.log.r1", "parley.v1.recorder.recorder-1.command"]) {
      const said = await refusal(worker, () => worker.subscribe(subject));
      assertStringIncludes(said, "subscription");
    }
  } finally {
    await worker.close();
  }
});

Deno.test("nats config lets a media node answer and report, and nothing else", async () => {
  await using server = await start();
  const url = `127.0.0.1:${server.port}`;
  const client = async (user: string, pass: string) => {
    return await connect({ servers: url, user, pass, inboxPrefix: natsInboxPrefix(user) });
  };
  const control = await client("control-1", "c1");
  const media = await client("media-1", "m1");
  const other = await client("media-2", "m2");
  const system = await client("sys", "s");
  try {
    media.subscribe("parley.v1.media.media-1.command", {
      callback: (_, message) => void message.respond("done"),
    });
    await media.flush();
    const answer = await control.request("parley.v1.media.media-1.command", "", {
      timeout: 20_000,
    });
    assertEquals(answer.string(), "done");

    assertStringIncludes(
      await refusal(other, () => other.subscribe("parley.v1.media.media-1.command")),
      "subscription",
    );
    assertStringIncludes(
      await refusal(other, () => other.publish("parley.v1.room.r1.command")),
      "publish",
    );
    assertStringIncludes(
      await refusal(other, () => other.subscribe("_INBOX.control-1.>")),
      "subscription",
    );
    assertStringIncludes(
      await refusal(control, () => control.subscribe("_INBOX.media-1.>")),
      "subscription",
    );

    const advisories = system.subscribe("$SYS.ACCOUNT.PARLEY.DISCONNECT", { max: 1 });
    await system.flush();
    await media.close();
    const advisory = await advisories[Symbol.asyncIterator]().next();
    assertStringIncludes(advisory.value?.string() ?? "", '"user":"media-1"');
  } finally {
    await Promise.all([control, media, other, system].map((c) => c.close()));
  }
});

Deno.test("nats config lets a control host speak for itself alone", async () => {
  await using server = await start();
  const url = `127.0.0.1:${server.port}`;
  const client = async (user: string, pass: string) => {
    return await connect({ servers: url, user, pass, inboxPrefix: natsInboxPrefix(user) });
  };
  const [first, second] = [await client("control-1", "c1"), await client("control-2", "c2")];
  const system = await client("sys", "s");
  try {
    const beats = first.subscribe("parley.v1.control.*.beat", { max: 1 });
    first.subscribe("parley.v1.control.control-1.ping", {
      callback: (_, message) => void message.respond("here"),
    });
    await first.flush();
    second.publish("parley.v1.control.control-2.beat", "mine");
    assertEquals((await beats[Symbol.asyncIterator]().next()).value?.string(), "mine");
    const pong = await second.request("parley.v1.control.control-1.ping", "", { timeout: 20_000 });
    assertEquals(pong.string(), "here");

    for (const word of ["beat", "rooms"]) {
      const forged = () => second.publish(`parley.v1.control.control-1.${word}`);
      assertStringIncludes(await refusal(second, forged), "publish");
    }
    // What recordings are made of, recorders and workers say.
    const invented = () => second.publish("recording.log.room-r1");
    assertStringIncludes(await refusal(second, invented), "publish");
    for (const word of ["ping", "list", "adopt"]) {
      const eavesdrop = () => second.subscribe(`parley.v1.control.control-1.${word}`);
      assertStringIncludes(await refusal(second, eavesdrop), "subscription");
    }
    assertStringIncludes(
      await refusal(system, () => system.publish("$SYS.REQ.SERVER.PING")),
      "publish",
    );
  } finally {
    await Promise.all([first, second, system].map((c) => c.close()));
  }
});

type Client = Awaited<ReturnType<typeof connect>>;

/** The server's words about what `act` may not do. */
async function refusal(client: Client, act: () => unknown): Promise<string> {
  const statuses = client.status()[Symbol.asyncIterator]();
  act();
  while (true) {
    const { value } = await statuses.next();
    if (value?.type === "error") return `${value.error.message}`.toLowerCase();
  }
}

async function start() {
  const folder = await Deno.makeTempDir({ prefix: "parley-nats-config-" });
  const port = freePort(0);
  await Deno.writeTextFile(
    `${folder}/nats.conf`,
    natsConfig({ port, storeDir: `${folder}/store`, users }),
  );
  const child = new Deno.Command("nats-server", {
    args: ["-c", `${folder}/nats.conf`],
    stdout: "null",
    stderr: "null",
  }).spawn();
  await waitUntil("nats-server answers", () => probeNats("127.0.0.1", port), 20_000);
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}
