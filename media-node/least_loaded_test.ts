import { assertEquals } from "@std/assert";
import { type Burden, leastLoaded } from "./least_loaded.ts";

const idle: Burden = { load: 0, routers: 0, consumers: 0 };
const choose = (...burdens: Burden[]) =>
  leastLoaded([...burdens.keys()], (n) => burdens[n] ?? idle);

Deno.test("the worker with clearly less CPU gets the room", () => {
  assertEquals(choose({ ...idle, load: 0.55 }, { load: 0.2, routers: 9, consumers: 90 }), 1);
});

Deno.test("of about equally busy workers streams decide, then rooms, then order", () => {
  assertEquals(choose({ load: 0.01, routers: 1, consumers: 9 }, { ...idle, load: 0.09 }), 1);
  assertEquals(choose({ ...idle, routers: 2 }, { ...idle, routers: 1 }), 1);
  assertEquals(choose(idle, idle), 0);
  assertEquals(choose(), undefined);
});
