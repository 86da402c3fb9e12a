import { assertEquals } from "@std/assert";
import { isWriteWithoutSocket } from "./write_guard.ts";

const AT = "file:///srv/node_modules/.deno/postgres@3.4.9/node_modules/postgres/src/connection.js";

function thrown(message: string, at: string): TypeError {
  const error = new TypeError(message);
  error.stack = `TypeError: ${message}\n    at ${at}`;
  return error;
}

Deno.test("a write to a connection that is being closed is the library's, others are ours", () => {
  const text = "Cannot read properties of null (reading 'write')";
  const writes = [
    thrown(text, `Immediate.nextWrite (${AT}:255:22)`),
    thrown(text, "Object.send (file:///srv/control/gateway/wire.ts:3:1)"),
    thrown("Cannot read properties of null (reading 'end')", `Immediate.nextWrite (${AT}:255:22)`),
    new Error(text),
    null,
  ];
  assertEquals(writes.map(isWriteWithoutSocket), [true, false, false, false, false]);
});
