import { assertEquals, assertThrows } from "@std/assert";
import { parseResidentMb, parseStat, treeOf, usedBetween } from "./processes.ts";

Deno.test("a process's times are found whatever its name is", () => {
  const line = "77 (a) b (c) S 12 77 77 0 -1 4194560 1 2 3 4 250 50 30 20 20 0 9 0";
  assertEquals(parseStat(line), { parent: 12, cpuSeconds: 3, childrenCpuSeconds: 0.5 });
});

Deno.test("memory is what is resident", () => {
  assertEquals(parseResidentMb("Name:\tdeno\nVmPeak:\t 9 kB\nVmRSS:\t  125000 kB\n"), 128);
  assertThrows(() => parseResidentMb("Name:\tzombie\n"), Error, "VmRSS");
});

Deno.test("a process's tree has those whom its children started, and nobody else", () => {
  const parents = new Map([[2, 1], [3, 2], [4, 9], [5, 3]]);
  assertEquals(treeOf(2, parents), [2, 3, 5]);
});

Deno.test("who came meanwhile counts from nothing, and who went does not count", () => {
  assertEquals(usedBetween(new Map([[1, 5], [2, 3]]), new Map([[1, 7], [3, 1]])), 3);
});
