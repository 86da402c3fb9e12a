import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError } from "../../kit/mod.ts";
import { readWorkerConfig } from "./config.ts";

const ENVIRONMENT: Readonly<Record<string, string>> = {
  PARLEY_ENV: "test",
  PARLEY_WORKER_ID: "worker-1",
  PARLEY_OBJECTS_DIR: "/objects",
  PARLEY_FFMPEG: "/usr/bin/ffmpeg",
  PARLEY_FFPROBE: "/usr/bin/ffprobe",
  PARLEY_WORK_DIR: "/work-of-worker-1",
};
const read = (variables: Readonly<Record<string, string>>) =>
  readWorkerConfig((name) => variables[name]);

Deno.test("a worker needs to know its programs, its folder and where recordings are", () => {
  const { height, jobs, objects, workBytesMax } = read(ENVIRONMENT);
  assertEquals([height, jobs, workBytesMax], [720, 1, 50e9]);
  assertEquals(objects, { kind: "folder", folder: "/objects" });
  const { PARLEY_OBJECTS_DIR: _, ...without } = ENVIRONMENT;
  assertThrows(() => read(without), ConfigError, "PARLEY_OBJECTS_DIR or PARLEY_S3_ENDPOINT");
  assertThrows(() => read({ PARLEY_ENV: "test" }), ConfigError, "PARLEY_FFMPEG is missing");
});

Deno.test("a font whose path could be more than a path is refused", () => {
  const PARLEY_COMPOSE_FONT = "/fonts/a.ttf:text=x";
  assertThrows(() => read({ ...ENVIRONMENT, PARLEY_COMPOSE_FONT }), ConfigError, "FONT");
});
