import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError } from "../kit/mod.ts";
import { readRecorderConfig } from "./config.ts";

const LEAST = {
  PARLEY_RECORDER_ID: "recorder-1",
  PARLEY_RECORDER_SPOOL_DIR: "/var/spool/parley",
  PARLEY_OBJECTS_DIR: "/var/objects",
};
const read = (variables: Record<string, string>) =>
  readRecorderConfig((name) => new Map(Object.entries(variables)).get(name));

Deno.test("a recorder needs a name, a folder of its own and a place for recordings", () => {
  const config = read(LEAST);
  assertEquals(config.recorderId, "recorder-1");
  assertEquals(config.spool.bytesMax, 10 * 1_024 ** 3);
  assertEquals(config.objects, { kind: "folder", folder: "/var/objects" });
  for (const name of Object.keys(LEAST)) {
    const without = Object.fromEntries(Object.entries(LEAST).filter(([key]) => key !== name));
    assertThrows(() => read(without), ConfigError, name);
  }
});

Deno.test("a recorder that listens everywhere says where it is", () => {
  const everywhere = { ...LEAST, PARLEY_RECORDER_LISTEN_IP: "0.0.0.0" };
  assertThrows(() => read(everywhere), ConfigError, "PARLEY_RECORDER_ANNOUNCED_IP");
  const { listen } = read({ ...everywhere, PARLEY_RECORDER_ANNOUNCED_IP: "10.0.0.7" });
  assertEquals(listen, { ip: "0.0.0.0", announcedIp: "10.0.0.7", port: 0 });
});
