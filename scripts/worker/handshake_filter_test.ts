import { assertEquals } from "@std/assert";
import { firstFlightOnly } from "./handshake_filter.ts";

const SERVER_HELLO = 2;
const SERVER_HELLO_DONE = 14;
const FINISHED = 20;

function record(message: number, epoch = 0): number[] {
  return [22, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 0, 0, 0, 2, message, 0];
}
const datagram = (...records: number[][]) => new Uint8Array(records.flat());

Deno.test("a repeated first flight is kept from the client, what follows it is not", () => {
  const passes = firstFlightOnly();
  const flight = [datagram(record(SERVER_HELLO)), datagram(record(11), record(SERVER_HELLO_DONE))];
  assertEquals(flight.map(passes), [true, true]);
  assertEquals(flight.map(passes), [false, false]);
  assertEquals(passes(datagram(record(FINISHED, 1))), true);
});

Deno.test("STUN, SRTP and cut-off datagrams pass", () => {
  const passes = firstFlightOnly();
  passes(datagram(record(SERVER_HELLO_DONE)));
  for (const bytes of [[], [0, 1, 0, 0], [0x80, 100, 0, 1], [22, 0xfe, 0xfd]]) {
    assertEquals(passes(new Uint8Array(bytes)), true);
  }
});
