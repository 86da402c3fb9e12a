import { assertEquals } from "@std/assert";
import { AbandonedRooms, type Sweepable } from "./abandoned_rooms.ts";
import { ABANDONED_AFTER_MS, SWEEP_INTERVAL_MS, SWEPT_AT_ONCE_MAX } from "./limits.ts";
import { Scene } from "./testing/harness.ts";
import { StepClock } from "./testing/step_clock.ts";
import { router, transport } from "./testing/steps.ts";

class Room implements Sweepable {
  isConnected = false;
  usedAtMs = 0;

  constructor(readonly roomId: string) {}

  use(nowMs: number): void {
    this.usedAtMs = nowMs;
  }
}

function swept(rooms: Map<string, Room>) {
  const clock = new StepClock();
  const dropped: string[] = [];
  const sweep = new AbandonedRooms({
    clock,
    rooms: () => [...rooms.values()],
    drop(roomIds) {
      dropped.push(...roomIds);
      for (const roomId of roomIds) rooms.delete(roomId);
    },
  });
  sweep.start();
  return { clock, dropped, sweep };
}

const named = (...ids: string[]) => new Map(ids.map((id) => [id, new Room(id)]));

Deno.test("a room is dropped when nobody spoke of it and nobody was there for long", () => {
  const rooms = named("silent", "spoken", "connected");
  const { clock, dropped } = swept(rooms);
  rooms.get("connected")!.isConnected = true;
  clock.advance(ABANDONED_AFTER_MS / 2);
  rooms.get("spoken")!.use(clock.nowMs);
  clock.advance(ABANDONED_AFTER_MS / 2);
  assertEquals(dropped, ["silent"]);
  rooms.get("connected")!.isConnected = false;
  clock.advance(ABANDONED_AFTER_MS / 2);
  assertEquals(dropped, ["silent", "spoken"]);
  clock.advance(ABANDONED_AFTER_MS / 2);
  assertEquals(dropped, ["silent", "spoken", "connected"]);
});

Deno.test("a sweep drops a bounded number of rooms, and the next goes on", () => {
  const ids = Array.from({ length: SWEPT_AT_ONCE_MAX + 1 }, (_, n) => `r${n}`);
  const { clock, dropped, sweep } = swept(named(...ids));
  clock.advance(ABANDONED_AFTER_MS);
  assertEquals(dropped.length, SWEPT_AT_ONCE_MAX);
  clock.advance(SWEEP_INTERVAL_MS);
  assertEquals(dropped, ids);
  sweep.stop();
});

Deno.test("a node drops a forgotten room and tells so, and keeps one that is spoken of", async () => {
  const clock = new StepClock();
  await using scene = await Scene.start({ clock });
  await scene.apply("forgotten", router, transport("a:send:1"));
  await scene.apply("kept", router);
  clock.jump(ABANDONED_AFTER_MS - 1);
  await scene.describe("kept");
  clock.jump(SWEEP_INTERVAL_MS);
  await scene.told("the loss is told", ({ type }) => type === "WorkerDied");
  assertEquals(scene.events, [{ type: "WorkerDied", roomIds: ["forgotten"] }]);
  assertEquals((await scene.describe("kept")).router, true);
});
