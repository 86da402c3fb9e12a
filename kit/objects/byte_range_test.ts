import { assertEquals } from "@std/assert";
import { rangeOf } from "./byte_range.ts";

Deno.test("a range is cut to what there is", () => {
  for (
    const [header, range] of [
      ["bytes=0-", { start: 0, end: 99 }],
      ["bytes=10-19", { start: 10, end: 19 }],
      ["bytes=90-1000", { start: 90, end: 99 }],
      ["bytes=-10", { start: 90, end: 99 }],
      ["bytes=-1000", { start: 0, end: 99 }],
    ] as const
  ) assertEquals(rangeOf(header, 100), range, header);
});

Deno.test("what begins behind the end can't be satisfied", () => {
  assertEquals(rangeOf("bytes=100-", 100), "unsatisfiable");
  assertEquals(rangeOf("bytes=-0", 100), "unsatisfiable");
  assertEquals(rangeOf("bytes=0-", 0), "unsatisfiable");
});

Deno.test("what is no single range of bytes asks for the whole", () => {
  for (
    const header of [null, "", "bytes=-", "lines=1-2", "bytes=0-1,5-6", "bytes=9-1", "bytes=a-b"]
  ) {
    assertEquals(rangeOf(header, 100), undefined, `${header}`);
  }
});
