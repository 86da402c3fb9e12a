import { assertEquals } from "@std/assert";
import { IceRestarts, RESTART_ANSWER_MS } from "./ice_restarts.ts";

Deno.test("a plane that never wanted an ICE restart states none", () => {
  assertEquals(new IceRestarts().stated, undefined);
});

Deno.test("an ICE restart on its way is not wanted twice; one without an answer is stated again", () => {
  const restarts = new IceRestarts();
  assertEquals(restarts.ask(0), true);
  assertEquals(restarts.ask(100), false);
  assertEquals(restarts.ask(RESTART_ANSWER_MS), true);
  assertEquals(restarts.stated, { wanted: 1, applied: 0 });
});

Deno.test("an ICE restart is carried out once, however often its answer comes", () => {
  const restarts = new IceRestarts();
  restarts.ask(0);
  assertEquals([restarts.answered(1), restarts.answered(1)], [true, false]);
  assertEquals(restarts.stated, { wanted: 1, applied: 1 });
  assertEquals(restarts.ask(50), true);
  assertEquals(restarts.stated, { wanted: 2, applied: 1 });
});
