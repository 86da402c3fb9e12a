import { assert, assertEquals } from "@std/assert";
import { silentLogger } from "../../kit/mod.ts";
import type { HostId, RoomId } from "../../protocol/mod.ts";
import { ManualClock } from "../gateway/testing/manual_clock.ts";
import { handOver, type HandOverOptions } from "./hand_over.ts";

const ROOMS: RoomId[] = ["a", "b", "c", "d"];

/** A host that leaves, and what it was seen doing. */
function leaving(overrides: Partial<HandOverOptions> = {}) {
  const clock = new ManualClock();
  const asked: { hostId: HostId; roomId: RoomId }[] = [];
  const held = new Set<RoomId>();
  const options: HandOverOptions = {
    clock,
    logger: silentLogger(),
    limitMs: 1_000,
    heirs: () => ["c2", "c3"],
    release: () => Promise.resolve(true),
    ask: (hostId, roomId) => {
      asked.push({ hostId, roomId });
      return Promise.resolve();
    },
    owns: () => true,
    hold: (roomId) => void held.add(roomId),
    passedOn: (roomId) => void held.delete(roomId),
    ...overrides,
  };
  return { clock, asked, held, options };
}

Deno.test("hand-over asks one host for each room, and holds none in the end", async () => {
  const { asked, held, options } = leaving();
  assertEquals(await handOver(ROOMS, options), { passedOn: 4, released: 0, left: 0 });
  assertEquals(asked.map(({ roomId }) => roomId).sort(), ROOMS);
  assertEquals(held.size, 0);
});

Deno.test("hand-over asks the next host where one refuses, and each only once", async () => {
  const refusals: HostId[] = [];
  const { options } = leaving({
    ask: (hostId) => {
      refusals.push(hostId);
      return Promise.reject(new Error("Cannot adopt: this host is leaving"));
    },
  });
  assertEquals(await handOver(["a"], options), { passedOn: 0, released: 1, left: 0 });
  assertEquals(refusals.sort(), ["c2", "c3"]);
});

Deno.test("hand-over without another host lets go of the rooms all the same", async () => {
  const released: RoomId[] = [];
  const { asked, options } = leaving({
    heirs: () => [],
    release: (roomId) => {
      released.push(roomId);
      return Promise.resolve(true);
    },
  });
  assertEquals(await handOver(ROOMS, options), { passedOn: 0, released: 4, left: 0 });
  assertEquals([released, asked], [ROOMS, []]);
});

Deno.test("hand-over gives nobody a room that has left meanwhile, or that never had a fact", async () => {
  const { asked, options } = leaving({
    release: (roomId) => Promise.resolve(roomId !== "a"),
    owns: (roomId) => roomId !== "b",
  });
  assertEquals(await handOver(ROOMS, options), { passedOn: 2, released: 2, left: 0 });
  assertEquals(asked.map(({ roomId }) => roomId), ["c", "d"]);
});

Deno.test("hand-over ends in time though a room does not let go", async () => {
  const { clock, held, options } = leaving({ release: () => new Promise(() => {}) });
  const rooms = Array.from({ length: 100 }, (_, at) => `room-${at}`);
  const ended = handOver(rooms, options);
  await Promise.resolve();
  clock.advance(1_000);
  const { left } = await ended;
  assert(left > 0 && left < 100, `${left} rooms are left`);
  assertEquals(held.size, 100 - left, "what is under way stays ours until we are gone");
});
