import { assertEquals } from "@std/assert";
import type { RecordedTrack } from "../../protocol/mod.ts";
import { Waits } from "./waits.ts";

const SRTP = { suite: "AEAD_AES_128_GCM", key: new Uint8Array(28).toBase64() } as const;
const track = (id: string): RecordedTrack => ({
  peerId: "ann",
  name: "Ann",
  source: "mic",
  paused: false,
  tap: { id: `r:${id}`, producerId: `${id}:1`, srtp: SRTP, rtpParameters: { codecs: [] } },
});

Deno.test("a worker is told how late a tap came, and the same ever after", () => {
  const waits = new Waits();
  waits.look(["a", "b"], 1_000);
  assertEquals(waits.told(track("a"), 1_050), track("a"), "as fast as always");
  assertEquals(waits.told(track("b"), 2_800).waitedMs, 1_800);
  waits.look(["a", "b"], 9_000);
  assertEquals(waits.told(track("b"), 9_000).waitedMs, 1_800);
});

Deno.test("a track that went and came back waits anew", () => {
  const waits = new Waits();
  waits.look(["a"], 0);
  waits.look([], 5_000);
  assertEquals(waits.told(track("a"), 5_500), track("a"), "nobody waits for it");
  waits.look(["a"], 6_000);
  assertEquals(waits.told(track("a"), 6_700).waitedMs, 700);
});
