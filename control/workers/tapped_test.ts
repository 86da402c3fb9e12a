import { assertEquals } from "@std/assert";
import type { RecordedTrack, TapInfo } from "../../protocol/mod.ts";
import { RECORDED, type Room, wantedTaps } from "../room/mod.ts";
import { CREATED, given, joined, opened, placed } from "../room/testing/given.ts";
import { tapperOf, tracksFor } from "./tapped.ts";

const RTP = { codecs: [{ mimeType: "audio/opus", payloadType: 100, clockRate: 48_000 }] };
const SRTP = { suite: "AEAD_AES_128_GCM", key: new Uint8Array(28).toBase64() } as const;
const INTEREST = { purpose: "recording", reach: RECORDED } as const;
const TAPPER = tapperOf("k1:boot", { ip: "10.0.0.9", port: 4_100, srtp: SRTP }, INTEREST);
const FACTS = [CREATED, placed(), joined("a"), opened("a"), opened("a", "cam", { paused: true })];

/** What a node holds that has done all it was asked. */
function tapsOf(room: Room): Map<string, TapInfo> {
  const { steps } = wantedTaps(room, "active", { captions: null, recording: TAPPER, live: null });
  return new Map(
    steps.values().map(({ tapId: id, producerId }) => {
      return [id, { id, producerId, srtp: SRTP, rtpParameters: RTP }];
    }),
  );
}
const tracksOf = (
  room: Room,
  taps: Map<string, TapInfo>,
  before: readonly RecordedTrack[] = [],
) => tracksFor(room, TAPPER.name, { ...INTEREST, taps, before });

Deno.test("tracks are told of once their taps are there, muted ones too", () => {
  const room = given(...FACTS);
  assertEquals(tracksOf(room, new Map()), []);
  const tracks = tracksOf(room, tapsOf(room));
  assertEquals(tracks.map(({ source, paused }) => `${source} ${paused}`), [
    "mic false",
    "cam true",
  ]);
});

Deno.test("a track that moves with its room keeps its tap until the next is there", () => {
  const before = given(...FACTS);
  const tracks = tracksOf(before, tapsOf(before));
  const moved = given(...FACTS, placed("m2"), joined("a"), opened("a"));
  const between = tracksOf(moved, new Map(), tracks);
  assertEquals(between.map(({ tap }) => tap.id), [tracks[0]?.tap.id]);
  const after = tracksOf(moved, tapsOf(moved), between);
  assertEquals(after.length, 1);
  assertEquals(after[0]?.tap.id === tracks[0]?.tap.id, false);
});
