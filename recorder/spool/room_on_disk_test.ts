import { assertEquals } from "@std/assert";
import { type DiskLevel, diskLevel } from "./room_on_disk.ts";

const level = (spooledBytes: number, before: DiskLevel, freeBytes: number | undefined = 10_000) =>
  diskLevel({ spooledBytes, spoolBytesMax: 1_000, freeBytes, freeBytesMin: 100 }, before);

Deno.test("a filling spool takes no new recordings until there is clearly room again", () => {
  assertEquals(level(799, "fine"), "fine");
  assertEquals(level(800, "fine"), "filling");
  assertEquals(level(750, "filling"), "filling");
  assertEquals(level(699, "filling"), "fine");
  assertEquals(level(1_000, "filling"), "full");
  assertEquals(level(990, "full"), "filling");
});

Deno.test("so does a disk that others fill", () => {
  assertEquals(level(0, "fine", 126), "fine");
  assertEquals(level(0, "fine", 124), "filling");
  assertEquals(level(0, "fine", 99), "full");
  assertEquals(level(0, "fine", undefined), "fine");
});
