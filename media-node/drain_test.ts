import { assertEquals } from "@std/assert";
import { silentLogger } from "../kit/mod.ts";
import { Drain } from "./drain.ts";
import { StepClock } from "./testing/step_clock.ts";

function draining(rooms: number) {
  const clock = new StepClock();
  const told: string[] = [];
  const state = { rooms };
  const drain = new Drain({
    clock,
    logger: silentLogger(),
    rooms: () => state.rooms,
    onChange: () => told.push(drain.active ? "begun" : "taken back"),
    onDrained: () => told.push("drained"),
  });
  const leave = () => {
    state.rooms--;
    drain.check();
  };
  return { clock, drain, told, leave };
}

Deno.test("a drain is over when the last room has left, however long that takes", () => {
  const { clock, drain, told, leave } = draining(2);
  drain.begin();
  drain.begin();
  leave();
  clock.advance(24 * 3_600_000);
  assertEquals(told, ["begun"]);
  leave();
  drain.check();
  assertEquals(told, ["begun", "drained"]);
});

Deno.test("a drain without rooms is over at once", () => {
  const { drain, told } = draining(0);
  drain.begin();
  assertEquals(told, ["begun", "drained"]);
});

Deno.test("a drain that was taken back ends nothing", () => {
  const { drain, told, leave } = draining(1);
  drain.takeBack();
  drain.begin();
  drain.takeBack();
  leave();
  assertEquals(told, ["begun", "taken back"]);
  drain.begin();
  assertEquals(told, ["begun", "taken back", "begun", "drained"]);
});

Deno.test("a drain before the process ends waits no longer than told, and stays", async () => {
  const { clock, drain, told } = draining(1);
  const waiting = drain.within(1_000);
  drain.takeBack();
  clock.advance(1_000);
  await waiting;
  assertEquals([drain.active, told], [true, ["begun"]]);
});

Deno.test("a drain before the process ends is over with the last room", async () => {
  const { drain, told, leave } = draining(1);
  const waiting = drain.within(1_000);
  leave();
  await waiting;
  assertEquals(told, ["begun", "drained"]);
});
