import { assertEquals } from "@std/assert";
import { IceCare, type Path } from "./ice_care.ts";
import { IceRestarts } from "./ice_restarts.ts";

interface FakePath extends Path {
  isConnected: boolean;
  isHealthy: boolean;
  isNew: boolean;
  hasFailed: boolean;
}

const connected = (): FakePath => ({
  isConnected: true,
  isHealthy: true,
  isNew: false,
  hasFailed: false,
  ice: new IceRestarts(),
});

function setUp(isKept = true) {
  const asked = Promise.withResolvers<void>();
  let statements = 0;
  const care = new IceCare<FakePath>({
    canSignal: () => true,
    isKept: () => isKept,
    stated: () => {
      statements++;
      asked.resolve();
    },
    gaveUp: () => {},
  });
  return { care, asked: asked.promise, statements: () => statements };
}

Deno.test("ICE is restarted for a plane that failed", async () => {
  const { care, asked } = setUp();
  const path = connected();
  Object.assign(path, { isConnected: false, isHealthy: false, hasFailed: true });
  care.stateChanged(path);
  await asked;
  assertEquals(path.ice.stated, { wanted: 1, applied: 0 });
  care.dispose();
});

Deno.test("a plane that recovers by itself is left alone", () => {
  const { care, statements } = setUp();
  const path = connected();
  Object.assign(path, { isConnected: false, isHealthy: false });
  care.stateChanged(path);
  Object.assign(path, { isConnected: true, isHealthy: true });
  care.stateChanged(path);
  assertEquals([path.ice.stated, statements()], [undefined, 0]); // And no timer is left.
});

Deno.test("ICE is not restarted for planes that never connected or are no longer kept", () => {
  const fresh = { ...connected(), isConnected: false, isNew: true };
  const kept = setUp();
  kept.care.restart(fresh);
  const left = setUp(false);
  left.care.restart(connected());
  assertEquals([kept.statements(), left.statements()], [0, 0]);
});
