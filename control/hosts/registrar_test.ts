import { assert, assertEquals } from "@std/assert";
import { silentLogger } from "../../kit/mod.ts";
import { ManualClock } from "../gateway/testing/manual_clock.ts";
import { Registrar } from "./registrar.ts";
import { MemoryRegister, registerPartOf, type RoomRegister } from "./room_register.ts";

const TURNS = 20;

/** A registrar whose register can be away. */
class World {
  readonly clock = new ManualClock();
  readonly register = new MemoryRegister();
  readonly registrar: Registrar;
  isAway = false;
  writesAtOnce = 0;
  #writing = 0;

  constructor() {
    const register: Pick<RoomRegister, "enter" | "strike"> = {
      enter: (roomId) => this.#write(() => this.register.enter(roomId)),
      strike: (roomId, place) => this.#write(() => this.register.strike(roomId, place)),
    };
    this.registrar = new Registrar({ register, clock: this.clock, logger: silentLogger() });
  }

  async says(roomId: string): Promise<boolean> {
    return (await this.register.list(registerPartOf(roomId))).includes(roomId);
  }

  async settle(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await undefined;
  }

  async #write<T>(write: () => Promise<T>): Promise<T> {
    this.writesAtOnce = Math.max(this.writesAtOnce, ++this.#writing);
    await undefined;
    this.#writing--;
    if (this.isAway) throw new Error("Cannot write: the test says so");
    return await write();
  }
}

Deno.test("register says of a room what was said last, however fast", async () => {
  const world = new World();
  const { registrar } = world;
  registrar.enter("a");
  await world.settle();
  assertEquals(await world.says("a"), true);
  registrar.strike("a");
  registrar.left("a");
  await world.settle();
  assertEquals(await world.says("a"), false);
  registrar.enter("a");
  registrar.strike("a");
  registrar.left("a");
  await world.settle();
  assertEquals(await world.says("a"), false);
});

Deno.test("room that leaves its host with work undone stays in the register, for the next one", async () => {
  const world = new World();
  const { registrar, register } = world;
  registrar.enter("a");
  await world.settle();
  registrar.left("a");
  await register.enter("a");
  registrar.strike("a");
  await world.settle();
  assertEquals(await world.says("a"), true);
});

Deno.test("host strikes its own entry, not that of the room's next owner", async () => {
  const world = new World();
  const { registrar, register } = world;
  registrar.enter("a");
  await world.settle();
  await register.enter("a");
  registrar.strike("a");
  await world.settle();
  assertEquals(await world.says("a"), true);
});

Deno.test("register that was away is written once it is back, a few rooms at a time", async () => {
  const world = new World();
  const { registrar, clock } = world;
  const rooms = Array.from({ length: 100 }, (_, at) => `room-${at}`);
  world.isAway = true;
  for (const room of rooms) registrar.enter(room);
  for (let second = 0; second < 5; second++) {
    await world.settle();
    clock.advance(1_000);
  }
  world.isAway = false;
  registrar.strike("room-0");
  registrar.left("room-1"); // It was never entered; its owner enters it.
  await world.settle();
  clock.advance(1_000);
  for (let round = 0; round < rooms.length; round++) await world.settle();
  const said = await Promise.all(rooms.map((room) => world.says(room)));
  assertEquals(said, rooms.map((_, at) => at > 1));
  assert(world.writesAtOnce <= 8, `${world.writesAtOnce} writes at once`);
  await registrar[Symbol.asyncDispose]();
});
