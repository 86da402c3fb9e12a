import { assertEquals } from "@std/assert";
import { entryDraftOf, entryOf, entryProblems, OPEN_ENTRY } from "./entry.ts";

Deno.test("what a form says of guests is what the server is told, and what a form says again", () => {
  const draft = { passcode: " 482913 ", lobby: true, joinBeforeHost: false, encrypted: false };
  const { passcode, settings } = entryOf(draft);
  assertEquals([passcode, settings], [
    "482913",
    { lobby: true, joinBeforeHost: false, encrypted: false },
  ]);
  assertEquals(entryDraftOf({ passcode: "482913", settings }), { ...draft, passcode: "482913" });
});

Deno.test("a meeting of which nothing is known is open to who has its link", () => {
  assertEquals(entryDraftOf({ settings: {} }), OPEN_ENTRY);
  assertEquals(entryOf(OPEN_ENTRY).passcode, null);
});

Deno.test("a passcode is long enough, or there is none", () => {
  assertEquals(entryProblems({ ...OPEN_ENTRY, passcode: "12345" }), { passcode: "passcode" });
  assertEquals(entryProblems({ ...OPEN_ENTRY, passcode: "123456" }), {});
  assertEquals(entryProblems({ ...OPEN_ENTRY, passcode: "   " }), {});
});
