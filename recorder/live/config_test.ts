import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError } from "../../kit/mod.ts";
import { readStreamerConfig } from "./config.ts";

const LEAST = {
  PARLEY_STREAMER_ID: "streamer-1",
  PARLEY_STREAMER_WORK_DIR: "/run/streamer",
  PARLEY_FFMPEG: "/usr/bin/ffmpeg",
};
const read = (variables: Record<string, string>) =>
  readStreamerConfig((name) => new Map(Object.entries(variables)).get(name));

Deno.test("a streamer needs a name, a folder of its own and ffmpeg; streams go to public servers", () => {
  const { targets, canvas, streamsMax } = read(LEAST);
  assertEquals([targets, canvas, streamsMax], ["public", { width: 1_280, height: 720 }, 2]);
  for (const name of Object.keys(LEAST)) {
    const without = Object.fromEntries(Object.entries(LEAST).filter(([key]) => key !== name));
    assertThrows(() => read(without), ConfigError, name);
  }
});

Deno.test("a streamer that listens everywhere says where it is", () => {
  const everywhere = { ...LEAST, PARLEY_STREAMER_LISTEN_IP: "0.0.0.0" };
  assertThrows(() => read(everywhere), ConfigError, "PARLEY_STREAMER_ANNOUNCED_IP");
});
