import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError } from "../kit/mod.ts";
import { readNodeConfig } from "./config.ts";

const read = (env: Record<string, string>) => readNodeConfig((name) => env[name]);

const MINIMAL = { PARLEY_NODE_ID: "m1", MEDIASOUP_WORKER_BIN: "/opt/mediasoup-worker" };

Deno.test("a node id and a worker are all that a node must be told", () => {
  const config = read(MINIMAL);
  assertEquals(config.mode, "production");
  assertEquals(config.nats.servers, ["nats://127.0.0.1:4222"]);
  assertEquals(config.workers, {
    bin: "/opt/mediasoup-worker",
    count: navigator.hardwareConcurrency,
    listenIp: "127.0.0.1",
    announcedAddress: undefined,
    tapIp: "127.0.0.1",
    firstPort: 0,
  });
  assertEquals(config.healthPort, 0);
  assertEquals(config.drainMs, 8_000);
});

Deno.test("every wrong variable is named at once", () => {
  const env = {
    PARLEY_NODE_ID: "not a token",
    PARLEY_MEDIA_LISTEN_IP: "localhost",
    PARLEY_MEDIA_PORT: "70000",
    PARLEY_MEDIA_WORKERS: "0",
  };
  const { message } = assertThrows(() => read(env), ConfigError);
  for (const name of [...Object.keys(env), "MEDIASOUP_WORKER_BIN is missing"]) {
    assertStringIncludes(message, name);
  }
});

Deno.test("a node that listens on all addresses must be told which one clients use", () => {
  const everywhere = { ...MINIMAL, PARLEY_MEDIA_LISTEN_IP: "0.0.0.0" };
  assertThrows(() => read(everywhere), ConfigError, "PARLEY_MEDIA_ANNOUNCED_ADDRESS");
  const { workers } = read({ ...everywhere, PARLEY_MEDIA_ANNOUNCED_ADDRESS: "192.0.2.7" });
  assertEquals([workers.listenIp, workers.announcedAddress], ["0.0.0.0", "192.0.2.7"]);
});
