import { assertEquals, assertRejects } from "@std/assert";
import { untilStill } from "./still.ts";
import { NotReachedError } from "./until.ts";

const PAUSE = 10;
const ENDS_AT = 5;

Deno.test("untilStill waits for the end of a count, and takes no pause of everything for it", async () => {
  let looks = 0;
  const flows = () => Math.max(0, ++looks - PAUSE);
  const ending = () => Math.min(ENDS_AT, Math.max(0, looks - PAUSE));
  await untilStill("what ends", ending, { flows, by: 3 });
  assertEquals(ending(), ENDS_AT);
});

Deno.test("untilStill refuses where nothing flows", async () => {
  const options = { flows: () => 7, by: 1, limitMs: 30 };
  await assertRejects(() => untilStill("nothing", () => 1, options), NotReachedError);
});
