import { assertEquals } from "@std/assert";
import { epochOf, findTimeZone, wallTimeOf } from "./zoned_time.ts";

const at = (text: string) => Date.parse(text);
const wall = (text: string) => {
  const [date = "", time = ""] = text.split(" ");
  return { date, time };
};

Deno.test("a wall time is found in its zone, and back", () => {
  const cases = [
    ["2026-11-24 14:30", "Europe/Berlin", "2026-11-24T13:30Z"],
    ["2026-07-24 14:30", "Europe/Berlin", "2026-07-24T12:30Z"],
    ["2026-11-24 00:15", "Asia/Kolkata", "2026-11-23T18:45Z"],
    ["2026-11-24 23:59", "America/New_York", "2026-11-25T04:59Z"],
    ["2026-11-24 14:30", "UTC", "2026-11-24T14:30Z"],
  ] as const;
  for (const [shown, zone, utc] of cases) {
    assertEquals(epochOf(wall(shown), zone), at(utc), `${shown} ${zone}`);
    assertEquals(wallTimeOf(at(utc), zone), wall(shown), `${utc} in ${zone}`);
  }
  assertEquals(epochOf({ date: "", time: "14:30" }, "UTC"), undefined);
});

Deno.test("of a time shown twice it is the first, a skipped one counts as before the change", () => {
  assertEquals(epochOf(wall("2026-10-25 02:30"), "Europe/Berlin"), at("2026-10-25T00:30Z"));
  assertEquals(epochOf(wall("2026-11-01 01:30"), "America/New_York"), at("2026-11-01T05:30Z"));
  assertEquals(epochOf(wall("2027-03-28 02:30"), "Europe/Berlin"), at("2027-03-28T01:30Z"));
  assertEquals(epochOf(wall("2027-03-14 02:30"), "America/New_York"), at("2027-03-14T07:30Z"));
});

Deno.test("a zone is found by its name or its city", () => {
  const zones = ["Europe/Berlin", "America/New_York", "America/Louisville", "Test/Louisville"];
  assertEquals(findTimeZone(" europe/berlin ", zones), "Europe/Berlin");
  assertEquals(findTimeZone("new york", zones), "America/New_York");
  assertEquals(findTimeZone("Louisville", zones), undefined);
  assertEquals(findTimeZone("", zones), undefined);
});
