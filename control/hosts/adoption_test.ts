import { assert, assertEquals } from "@std/assert";
import { silentLogger } from "../../kit/mod.ts";
import type { RoomId } from "../../protocol/mod.ts";
import { ManualClock } from "../gateway/testing/manual_clock.ts";
import { Adoption } from "./adoption.ts";

const rooms = (count: number): RoomId[] => Array.from({ length: count }, (_, at) => `room-${at}`);
/** Turns of the microtask queue in which everything started goes as far as it can. */
const TURNS = 50;

async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await undefined;
}

/** A lone survivor whose takeovers end when the test says so. */
function survivor() {
  const clock = new ManualClock();
  const owned = new Set<RoomId>();
  const begun = new Map<RoomId, PromiseWithResolvers<void>>();
  const adoption = new Adoption({
    hostId: "c1",
    clock,
    logger: silentLogger(),
    heirs: () => [{ hostId: "c1", knownSinceMs: 0 }],
    isOwned: (roomId) => owned.has(roomId),
    adopt: (roomId) => {
      const end = Promise.withResolvers<void>();
      begun.set(roomId, end);
      return end.promise;
    },
  });
  return { clock, owned, begun, adoption };
}

Deno.test("adoption takes some rooms at a time, and none that found an owner meanwhile", async () => {
  const { owned, begun, adoption } = survivor();
  adoption.take(rooms(100));
  await settle();
  const atOnce = begun.size;
  assert(atOnce > 8 && atOnce < 100, `${atOnce} at once`);
  for (const roomId of rooms(100).slice(90)) owned.add(roomId);
  while (begun.size < 90) {
    for (const end of begun.values()) end.resolve();
    await settle();
  }
  for (const end of begun.values()) end.resolve();
  await adoption[Symbol.asyncDispose]();
  assertEquals([...begun.keys()], rooms(90));
});

Deno.test("adoption tries again what could not be had, and gives up in the end", async () => {
  const { clock, begun, adoption } = survivor();
  adoption.take(["room"]);
  let tries = 0;
  for (let seconds = 0; seconds < 60; seconds++) {
    await settle();
    const end = begun.get("room");
    if (end && begun.delete("room")) {
      tries++;
      end.reject(new Error("Cannot adopt: the log is away"));
    }
    await settle();
    clock.advance(1_000);
  }
  assertEquals(tries, 5);
  await adoption[Symbol.asyncDispose]();
});

Deno.test("adoption ends with what is under way and begins nothing more", async () => {
  const { begun, adoption } = survivor();
  adoption.take(rooms(100));
  await settle();
  const atOnce = begun.size;
  const closed = adoption[Symbol.asyncDispose]();
  for (const end of begun.values()) end.resolve();
  await closed;
  assertEquals(begun.size, atOnce);
});
