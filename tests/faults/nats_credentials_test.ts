/** A process that NATS refuses says so in one line and ends with a code that says why. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ExitCode } from "../../kit/mod.ts";
import { NatsServer } from "../../kit/testing/nats_server.ts";
import { natsConfig, type NatsUser } from "../../scripts/native/nats_config.ts";
import { freePort } from "../../scripts/native/ports.ts";
import { ensureWorker } from "../../scripts/worker/mod.ts";
import { Child, type ChildOptions } from "../harness/child.ts";
import { controlProcess, mediaProcess } from "../harness/processes.ts";
import { until } from "../harness/until.ts";

const END_LIMIT_MS = 40_000;
const WRONG_PASSWORD = "a-password-that-was-changed-elsewhere";
const USERS: readonly NatsUser[] = [
  { kind: "control", name: "control-1", password: "right" },
  { kind: "media", name: "media-1", password: "right" },
  { kind: "system", name: "sys", password: "right" },
];

Deno.test("control hosts and media nodes with wrong NATS credentials say so and end", async (t) => {
  const storeDir = await Deno.makeTempDir({ prefix: "parley-jetstream-" });
  try {
    const config = natsConfig({ port: -1, storeDir, users: USERS });
    await using server = await NatsServer.start({ config });
    const neighbours = {
      natsUrls: [server.url],
      natsPassword: WRONG_PASSWORD,
      // Never reached: the bus comes first.
      postgresUrl: "postgres://127.0.0.1:1/none",
      redisUrl: "redis://127.0.0.1:2",
      objectsFolder: storeDir,
    };
    const httpPort = freePort(0);
    const { bin: workerBin } = await ensureWorker();
    const control = { ...neighbours, name: "control-1", httpPort, gatewayPorts: [httpPort] };
    const ports = { mediaPort: freePort(0), healthPort: freePort(0) };
    const media = { ...neighbours, ...ports, name: "media-1", workerBin };

    await t.step("a control host", () => endsRefused(controlProcess(control)));
    await t.step("a media node", () => endsRefused(mediaProcess(media)));
    await t.step(
      "a user that NATS does not know",
      () => endsRefused(mediaProcess({ ...media, name: "media-2" })),
    );
    await t.step("and where nobody listens, it is unavailable", async () => {
      await server.stop();
      const { ending, log } = await endOf(controlProcess(control));
      assertEquals(ending, `code ${ExitCode.unavailable}`);
      assertStringIncludes(log, "does not answer");
    });
  } finally {
    await Deno.remove(storeDir, { recursive: true });
  }
});

async function endsRefused(options: ChildOptions): Promise<void> {
  const { ending, log } = await endOf(options);
  assertEquals(ending, `code ${ExitCode.refused}`, log);
  const fatal = log.split("\n").filter((line) => line.includes('"level":"fatal"'));
  assertEquals(fatal.length, 1, log);
  const told = `refused user \\"${options.name}\\": check the user name and the password`;
  assertStringIncludes(fatal[0] ?? "", told);
  assert(!/Uncaught|\bat .+:\d+:\d+/.test(log), `no crash dump:\n${log}`);
  assert(!log.includes(WRONG_PASSWORD), "the password is not logged");
}

async function endOf(options: ChildOptions): Promise<{ ending: string | undefined; log: string }> {
  await using child = Child.spawn(options);
  await until(`${child.name} ends`, () => child.alive, (alive) => !alive, END_LIMIT_MS);
  await child[Symbol.asyncDispose](); // Reads its output to the end.
  return { ending: child.ending, log: child.lines.join("\n") };
}
