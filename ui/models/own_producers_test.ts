import { assertEquals } from "@std/assert";
import { ownCommands } from "./own_producers.ts";

const mic = { key: "mic", source: "mic", track: null, paused: true } as const;

Deno.test("the room is told of mutes it doesn't know and of tracks that are gone", () => {
  const known = [
    { id: "ada:mic", source: "mic", paused: false },
    { id: "ada:screen-1", source: "screen", paused: false },
  ] as const;
  assertEquals(ownCommands("ada", [mic], known), [
    { type: "setProducerPaused", producerId: "ada:mic", paused: true },
    { type: "closeProducer", producerId: "ada:screen-1" },
  ]);
});

Deno.test("the room is told nothing where it agrees, or has not heard of a track yet", () => {
  assertEquals(ownCommands("ada", [mic], [{ id: "ada:mic", source: "mic", paused: true }]), []);
  assertEquals(ownCommands("ada", [mic], []), []);
});
