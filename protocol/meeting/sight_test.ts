import { assertEquals } from "@std/assert";
import { type Seer, seesAnew } from "./sight.ts";

const GUEST: Seer = { role: "participant" };
const settings = { rights: {} };
const anew = (self: Partial<Seer>, rights = {}) =>
  seesAnew({ self: GUEST, settings }, { self: { ...GUEST, ...self }, settings: { rights } });

Deno.test("who is in another place sees other things", () => {
  assertEquals(anew({ breakout: "b1" }), true);
});

Deno.test("who gets a right that shows more sees other things, by whichever way", () => {
  assertEquals(anew({ role: "cohost" }), true);
  assertEquals(anew({ rights: { granted: ["polls"], revoked: [] } }), true);
  assertEquals(anew({}, { participant: ["speak", "admit"] }), true);
});

Deno.test("who may do other things sees no others", () => {
  assertEquals(anew({}), false);
  assertEquals(anew({ role: "viewer" }), false);
  assertEquals(anew({ rights: { granted: ["record"], revoked: ["speak"] } }), false);
});
