import { assertEquals } from "@std/assert";
import { Doubling, type Spare } from "./doubling.ts";

function setUp(isConnected = true) {
  const used: boolean[] = [];
  const spare: Spare = { isConnected, senders: { use: (isInUse) => used.push(isInUse) } };
  const doubling = new Doubling({
    standby: () => spare,
    isCutOff: () => false,
    lasting: () => {},
    changed: () => {},
  });
  return { doubling, used };
}

Deno.test("tracks go out on the standby too while nothing comes through the plane in use", () => {
  const { doubling, used } = setUp();
  doubling.heard(true);
  assertEquals([doubling.isOn, used], [true, [true]]);
  doubling.heard(false);
  assertEquals(doubling.isOn, true, "the other plane has to prove itself");
  doubling.forget();
});

Deno.test("a standby that is not connected is of no help", () => {
  const { doubling, used } = setUp(false);
  doubling.heard(true);
  assertEquals([doubling.isOn, used], [false, []]);
  doubling.forget();
});

Deno.test("nothing is undone where the standby has become the plane in use", () => {
  const { doubling, used } = setUp();
  doubling.heard(true);
  doubling.forget();
  assertEquals([doubling.isOn, used], [false, [true]]);
});

Deno.test("tracks go out twice for as long as the way of the plane in use is not found again", async () => {
  const used: boolean[] = [];
  const looks = [true, false];
  const over = Promise.withResolvers<void>();
  const doubling = new Doubling({
    standby: () => ({ isConnected: true, senders: { use: (isInUse) => used.push(isInUse) } }),
    isCutOff: () => looks.shift() ?? false,
    lasting: () => {},
    changed: () => !doubling.isOn && over.resolve(),
  });
  doubling.heard(true);
  doubling.heard(false);
  await over.promise;
  assertEquals([used, looks], [[true, false], []]);
});
