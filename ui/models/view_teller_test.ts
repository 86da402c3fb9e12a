import { assertEquals } from "@std/assert";
import { createViewTeller, VIEW_DEBOUNCE_MS } from "./view_teller.ts";

Deno.test("a view that somebody waits for is stated before anything else happens", () => {
  let told = 0;
  const teller = createViewTeller(() => {
    told++;
    return Promise.resolve();
  });
  teller.schedule(VIEW_DEBOUNCE_MS);
  assertEquals(told, 0);
  teller.schedule(0);
  assertEquals(told, 1);
  teller.dispose();
});

Deno.test("nothing is stated once it is over", () => {
  let told = 0;
  const teller = createViewTeller(() => {
    told++;
    return Promise.resolve();
  });
  teller.dispose();
  teller.schedule(0);
  assertEquals(told, 0);
});
