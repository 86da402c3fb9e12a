import { assertEquals, assertThrows } from "@std/assert";
import { element, text, UNKNOWN_SIZE } from "../testing/webm.ts";
import { packetsOf } from "./webm_packets.ts";

const header = element([0x1a, 0x45, 0xdf, 0xa3], text("webm"));
const tracks = element([0x16, 0x54, 0xae, 0x6b], text("what is told of tracks"));
const timestamp = (...bytes: number[]) => element([0xe7], Uint8Array.from(bytes));
const simple = (atMs: number, data: string) =>
  element([0xa3], Uint8Array.from([0x81, atMs >> 8, atMs & 0xff, 0x80, ...text(data)]));
const cluster = (...children: Uint8Array[]) => element([0x1f, 0x43, 0xb6, 0x75], ...children);
const segment = (...children: Uint8Array[]) => element([0x18, 0x53, 0x80, 0x67], ...children);
const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

const read = (webm: Uint8Array) =>
  [...packetsOf(webm)].map(({ atMs, data }) => [atMs, new TextDecoder().decode(data)]);

Deno.test("packets come with the time of their cluster and their own", () => {
  const group = element([0xa0], element([0xa1], Uint8Array.from([0x81, 0, 60, 0, ...text("c")])));
  const webm = join(
    header,
    segment(
      tracks,
      cluster(timestamp(0), simple(0, "a"), simple(20, "b")),
      cluster(timestamp(0x0f, 0xa0), group, simple(-20, "d")),
    ),
  );
  assertEquals(read(webm), [[0, "a"], [20, "b"], [4_060, "c"], [3_980, "d"]]);
});

Deno.test("a file that was never finished gives all that is whole", () => {
  const open = (id: number[]) => Uint8Array.from([...id, ...UNKNOWN_SIZE]);
  const webm = join(
    header,
    open([0x18, 0x53, 0x80, 0x67]),
    tracks,
    open([0x1f, 0x43, 0xb6, 0x75]),
    timestamp(5),
    simple(0, "a"),
    open([0x1f, 0x43, 0xb6, 0x75]),
    timestamp(100),
    simple(1, "b"),
    simple(2, "torn").subarray(0, 6),
  );
  assertEquals(read(webm), [[5, "a"], [101, "b"]]);
});

Deno.test("another unit of time is heeded", () => {
  const scale = element([0x2a, 0xd7, 0xb1], Uint8Array.from([0x00, 0x01, 0x86, 0xa0]));
  const info = element([0x15, 0x49, 0xa9, 0x66], scale);
  assertEquals(read(join(header, segment(info, cluster(timestamp(10), simple(5, "a"))))), [
    [1.5, "a"],
  ]);
});

Deno.test("what is no WebM is refused, and packets that are laced are passed over", () => {
  assertThrows(() => read(new Uint8Array(100)), TypeError);
  const laced = element([0xa3], Uint8Array.from([0x81, 0, 0, 0x06, 1, 2, 3]));
  assertEquals(read(join(header, segment(cluster(timestamp(0), laced, simple(1, "a"))))), [
    [1, "a"],
  ]);
});
