import { assertEquals } from "@std/assert";
import { signal } from "@preact/signals";
import type { Forwarding, Signal } from "../../protocol/mod.ts";
import { createEmitter } from "./emitter.ts";
import { createReception } from "./reception.ts";

const FLOWS: Forwarding = { layers: { spatial: 0 }, withheld: false, score: 10 };
const WITHHELD: Forwarding = { layers: null, withheld: true, score: 10 };

function setUp() {
  const signals = createEmitter<Signal>();
  const isDirect = signal(false);
  const isPoor = signal(false);
  const reception = createReception({
    onSignal: signals.on,
    generation: () => 2,
    isShown: () => true,
    isDirect,
    isPoor,
  });
  const say = (streams: Record<string, Forwarding>, generation = 2) =>
    signals.emit({
      type: "reception",
      generation,
      streams: Object.entries(streams).map(([producerId, forwarding]) => ({
        producerId,
        forwarding,
      })),
    });
  return { reception, say, isDirect, isPoor, [Symbol.dispose]: () => reception.dispose() };
}

Deno.test("what the node withholds is known until it says otherwise", () => {
  using scene = setUp();
  const { reception, say } = scene;
  say({ "a:cam": WITHHELD, "b:cam": FLOWS });
  assertEquals([...reception.withheld.value], ["a:cam"]);
  assertEquals(reception.isWithheld("b:cam"), false);
  say({ "a:cam": FLOWS, "b:cam": FLOWS });
  assertEquals([...reception.withheld.value], []);
});

Deno.test("nothing is withheld of what comes past the node", () => {
  using scene = setUp();
  scene.say({ "a:cam": WITHHELD });
  scene.isDirect.value = true;
  assertEquals([...scene.reception.withheld.value], []);
  scene.isDirect.value = false;
  assertEquals([...scene.reception.withheld.value], ["a:cam"]);
});

Deno.test("what is said of another plane is not about what is seen", () => {
  using scene = setUp();
  scene.say({ "a:cam": WITHHELD }, 1);
  assertEquals([...scene.reception.withheld.value], []);
});

Deno.test("nothing is said of a weakness at once: most pass", () => {
  using scene = setUp();
  scene.say({ "a:cam": WITHHELD });
  assertEquals(scene.reception.told.value, "none");
});

Deno.test("pictures that stutter on the direct way are told of in their own words", () => {
  using scene = setUp();
  scene.isPoor.value = true;
  assertEquals(scene.reception.told.value, "poor");
  assertEquals([...scene.reception.withheld.value], []);
});
