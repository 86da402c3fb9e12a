import { assertEquals } from "@std/assert";
import { MAX_FRAME_BYTES } from "../../protocol/mod.ts";
import { readFrame } from "./frames.ts";

function refusal(data: unknown): [number | null, string, number?] {
  const frame = readFrame(data);
  if (frame.ok) throw new Error("Cannot be: the frame was accepted");
  const { id, error: { code }, closeWith } = frame;
  return closeWith === undefined ? [id, code] : [id, code, closeWith];
}

Deno.test("a frame by the schema is its message", () => {
  assertEquals(readFrame('{"id":1,"type":"ping","extra":1}'), {
    ok: true,
    message: { id: 1, type: "ping" },
  });
});

Deno.test("malformed frames are refused with the id where it can be read", () => {
  assertEquals(refusal("{"), [null, "invalid-message"]);
  assertEquals(refusal("null"), [null, "invalid-message"]);
  assertEquals(refusal("[]"), [null, "invalid-message"]);
  assertEquals(refusal('{"id":-1,"type":"ping"}'), [null, "invalid-message"]);
  assertEquals(refusal('{"id":7,"type":"closeProducer"}'), [7, "invalid-message"]);
  assertEquals(refusal('{"id":7,"type":"view","view":{"__proto__":1}}'), [7, "invalid-message"]);
  assertEquals(refusal('{"id":7}'), [7, "invalid-message"]);
  assertEquals(refusal('{"id":7,"type":{}}'), [7, "invalid-message"]);
});

Deno.test("types nobody knows are refused as such, names of Object's own too", () => {
  assertEquals(refusal('{"id":7,"type":"fly"}'), [7, "unknown-type"]);
  assertEquals(refusal('{"id":7,"type":"toString"}'), [7, "unknown-type"]);
});

Deno.test("binary and oversized frames end the connection", () => {
  assertEquals(refusal(new ArrayBuffer(4)), [null, "invalid-message", 1008]);
  assertEquals(refusal("x".repeat(MAX_FRAME_BYTES + 1)), [null, "message-too-large", 1009]);
  const wide = "€".repeat(Math.ceil(MAX_FRAME_BYTES / 3) + 1); // Three bytes each.
  assertEquals(refusal(wide), [null, "message-too-large", 1009]);
  assertEquals(refusal("x".repeat(MAX_FRAME_BYTES)), [null, "invalid-message"]);
});
