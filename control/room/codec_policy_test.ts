import { assertEquals } from "@std/assert";
import type { CodecName, VideoChoice } from "../../protocol/mod.ts";
import { type Ability, decodersAmong, videoCodecFor } from "./codec_policy.ts";

const ALL: CodecName[] = ["opus", "vp8", "vp9", "h264", "av1"];
const can = (codecs: CodecName[], encodes?: CodecName[]) => ({
  capabilities: { codecs, ...(encodes && { encodes }) },
});
const ANYTHING = can(ALL, ALL);
const codecFor = (video: VideoChoice, sender: Ability, others: Ability[]) =>
  videoCodecFor({ video }, sender, decodersAmong([sender, ...others]));

Deno.test("codec: VP8 unless the meeting says otherwise", () => {
  assertEquals(codecFor("auto", ANYTHING, [ANYTHING]), "vp8");
  for (const video of ["vp8", "vp9", "h264", "av1"] as const) {
    assertEquals(codecFor(video, ANYTHING, [ANYTHING, ANYTHING]), video);
    assertEquals(codecFor(video, ANYTHING, []), video, "alone, too");
  }
});

Deno.test("codec: one that cannot decode it decides for all", () => {
  const old = can(["opus", "vp8", "h264"]);
  assertEquals(codecFor("av1", ANYTHING, [ANYTHING, old]), "vp8");
  const noVp8 = can(["opus", "h264"]);
  assertEquals(codecFor("auto", ANYTHING, [ANYTHING, noVp8]), "h264");
  assertEquals(codecFor("av1", ANYTHING, [can(["opus", "vp9", "vp8"])]), "vp9");
});

Deno.test("codec: never one that the sender cannot encode", () => {
  const weak = can(ALL, ["opus", "vp8", "h264"]);
  assertEquals(codecFor("av1", weak, [ANYTHING]), "vp8");
  assertEquals(codecFor("vp9", can(ALL), [ANYTHING]), "vp8", "it does not say");
});

Deno.test("codec: where none suits all, the most see a picture", () => {
  const receivers = [can(["h264"]), can(["h264"]), can(["vp9"])];
  assertEquals(codecFor("auto", ANYTHING, receivers), "h264");
});
