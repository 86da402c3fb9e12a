import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { hashHostKey, hashPasscode, isHostKey, isPasscode, randomHostKey } from "./secrets.ts";

Deno.test("a passcode is known again by its hash, whose salt is another each time", async () => {
  const [once, again] = [await hashPasscode("tea time"), await hashPasscode("tea time")];
  assertNotEquals(once, again);
  assert(!once.includes("tea"));
  assertEquals([await isPasscode("tea time", once), await isPasscode("tea time", again)], [
    true,
    true,
  ]);
  for (const wrong of ["", "tea", "tea timE", "tea time "]) {
    assertEquals(await isPasscode(wrong, once), false);
  }
});

Deno.test("a hash of another scheme is a mistake of ours, not a wrong passcode", async () => {
  await assertRejects(() => isPasscode("tea", "plain$1$$"), Error, "hashed by");
});

Deno.test("a host key opens its own meeting and no other", async () => {
  const [mine, other] = [randomHostKey(), randomHostKey()];
  const stored = await hashHostKey(mine);
  assertEquals([await isHostKey(mine, stored), await isHostKey(other, stored)], [true, false]);
});
