import { assertEquals } from "@std/assert";
import { readableLine } from "./log_line.ts";

Deno.test("a structured line reads as words, without what its prefix says", () => {
  const line = '{"level":"info","time":"2026-01-01T00:00:00Z","service":"control",' +
    '"hostId":"control-1","http":8080,"roles":["host"],"msg":"listening"}';
  assertEquals(readableLine(line), 'info listening http=8080 roles=["host"]');
});

Deno.test("an error's stack stands below its line", () => {
  const line = '{"level":"error","msg":"lost","err":{"stack":"Error: x\\n    at y"}}';
  assertEquals(readableLine(line), "error lost\nError: x\n    at y");
});

Deno.test("lines of other programs stay as they are", () => {
  for (const line of ["plain", "{ not json", '{"a":1}', ""]) assertEquals(readableLine(line), line);
});
