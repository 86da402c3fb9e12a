import { assertEquals } from "@std/assert";
import { TsGate } from "./ts_gate.ts";

const PACKET_BYTES = 188;

/** A packet of that PID whose last byte is its name. */
function packet(pid: number, name: number, isEntry = false): Uint8Array {
  const bytes = new Uint8Array(PACKET_BYTES);
  bytes.set([0x47, pid >> 8, pid & 0xff, isEntry ? 0x30 : 0x10, isEntry ? 7 : 0, 0x40]);
  bytes[PACKET_BYTES - 1] = name;
  return bytes;
}
const [PAT, PMT, VIDEO, AUDIO] = [0, 0x1000, 0x100, 0x101];
const STREAM = Uint8Array.from([
  packet(VIDEO, 1),
  packet(PAT, 2),
  packet(PMT, 3),
  packet(AUDIO, 4, true), // All sound can be begun with.
  packet(VIDEO, 5, true),
  packet(AUDIO, 6),
].flatMap((one) => [...one]));

function namesOf(pieces: readonly Uint8Array[]): number[] {
  return pieces.flatMap((piece) =>
    Array.from(
      { length: piece.length / PACKET_BYTES },
      (_, at) => piece[(at + 1) * PACKET_BYTES - 1] ?? 0,
    )
  );
}

Deno.test("a stream begins with its tables and a key frame, in whatever pieces it comes", () => {
  for (const size of [1, 100, PACKET_BYTES, 500, STREAM.length]) {
    const gate = new TsGate();
    const passed: Uint8Array[] = [];
    for (let at = 0; at < STREAM.length; at += size) {
      passed.push(...gate.push(STREAM.subarray(at, at + size)));
    }
    assertEquals(namesOf(passed), [2, 3, 5, 6], `in pieces of ${size}`);
  }
});

Deno.test("after it was closed it begins anew", () => {
  const gate = new TsGate();
  gate.push(STREAM);
  gate.close();
  assertEquals(namesOf(gate.push(packet(VIDEO, 7))), []);
  assertEquals(namesOf(gate.push(packet(VIDEO, 8, true))), [2, 3, 8]);
  assertEquals(namesOf(gate.push(packet(VIDEO, 9))), [9]);
});
