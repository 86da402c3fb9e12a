import { assertEquals } from "@std/assert";
import { Page } from "./page.ts";

const letters = new Map([..."abcde"].map((letter) => [letter, letter]));
const digits = new Map([..."123"].map((digit) => [digit, digit]));

function read(skip: number, size: number): [string, boolean] {
  const page = new Page(skip, size);
  const text = [...page.of(letters), ...page.of(digits)].join("");
  return [text, page.isFull];
}

Deno.test("page runs over the seam of two maps", () => {
  assertEquals(read(3, 4), ["de12", true]);
});

Deno.test("pages one after the other are the whole", () => {
  assertEquals([read(0, 4), read(4, 4)], [["abcd", true], ["e123", false]]);
});

Deno.test("page behind the end is empty and the last", () => {
  assertEquals(read(8, 4), ["", false]);
});
