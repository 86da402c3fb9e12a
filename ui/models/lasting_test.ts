import { assertEquals } from "@std/assert";
import { signal } from "@preact/signals";
import { createLasting } from "./lasting.ts";

/** The next value, whenever it comes. */
function next(lasting: ReturnType<typeof createLasting>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  let isFirst = true;
  const stop = lasting.value.subscribe((value) => {
    if (!isFirst) resolve(value);
    isFirst = false;
  });
  return promise.finally(stop);
}

Deno.test("a state counts when it has lasted, and until it has been gone for a while", async () => {
  const isDown = signal(false);
  const lasting = createLasting(() => isDown.value, 1, 1);
  isDown.value = true;
  isDown.value = false; // Too short.
  isDown.value = true;
  assertEquals(lasting.value.value, false);
  assertEquals(await next(lasting), true);
  isDown.value = false;
  isDown.value = true;
  isDown.value = false;
  assertEquals(lasting.value.value, true);
  assertEquals(await next(lasting), false);
  lasting.dispose();
});
