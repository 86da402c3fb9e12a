import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError } from "../kit/mod.ts";
import { readTranscriberConfig } from "./config.ts";

const read = (env: Record<string, string>) => readTranscriberConfig((name) => env[name]);
const NAMED = { PARLEY_TRANSCRIBER_ID: "t1" };

Deno.test("a name and the program of the bare machine's engine are enough", () => {
  const { engine, listen, voicesMax } = read({ ...NAMED, PARLEY_POCKETSPHINX: "/usr/bin/ps" });
  assertEquals(engine, {
    kind: "pocketsphinx",
    bin: "/usr/bin/ps",
    concurrency: navigator.hardwareConcurrency,
  });
  assertEquals(listen, { ip: "127.0.0.1", announcedIp: undefined, port: 0 });
  assertEquals(voicesMax, 32);
});

Deno.test("an engine without what it needs, and an address nobody can send to, are said", () => {
  const message = (env: Record<string, string>) =>
    assertThrows(() => read({ ...NAMED, ...env }), ConfigError).message;
  assertStringIncludes(message({}), "PARLEY_POCKETSPHINX");
  assertStringIncludes(message({ PARLEY_SPEECH_ENGINE: "http" }), "PARLEY_SPEECH_URL");
  assertStringIncludes(message({ PARLEY_SPEECH_ENGINE: "oracle" }), "PARLEY_SPEECH_ENGINE");
  assertStringIncludes(
    message({ PARLEY_TRANSCRIBER_LISTEN_IP: "0.0.0.0", PARLEY_POCKETSPHINX: "/usr/bin/ps" }),
    "PARLEY_TRANSCRIBER_ANNOUNCED_IP",
  );
});

Deno.test("recordings are transcribed where there is an object store", () => {
  const engine = { PARLEY_SPEECH_ENGINE: "none" };
  assertEquals(read({ ...NAMED, ...engine }).objects, undefined);
  const { objects, engine: none } = read({ ...NAMED, ...engine, PARLEY_OBJECTS_DIR: "/objects" });
  assertEquals(objects, { kind: "folder", folder: "/objects" });
  assertEquals(none, { kind: "none" });
});
