import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError } from "../kit/mod.ts";
import { readControlConfig } from "./config.ts";
import { DRAIN_MS } from "./rooms.ts";

const read = (values: Record<string, string>) =>
  readControlConfig((name) => ({ PARLEY_HOST_ID: "control-1", ...values })[name]);

Deno.test("control process needs no more than its name", () => {
  const config = read({});
  assertEquals([...config.roles], ["host", "gateway", "projector"]);
  assertEquals(config.drainMs, DRAIN_MS);
  assertEquals(config.natsSystem, undefined);
});

Deno.test("control process takes the system account's user with its password, or not at all", () => {
  const both = { PARLEY_NATS_SYSTEM_USER: "sys", PARLEY_NATS_SYSTEM_PASSWORD: "secret" };
  assertEquals(read(both).natsSystem, { user: "sys", password: "secret" });
  for (const [name, value] of Object.entries(both)) {
    assertThrows(() => read({ [name]: value }), ConfigError, "need each other");
  }
});

Deno.test("control process refuses a time to hand over that is none", () => {
  assertThrows(() => read({ PARLEY_DRAIN_MS: "soon" }), ConfigError, "PARLEY_DRAIN_MS");
});
