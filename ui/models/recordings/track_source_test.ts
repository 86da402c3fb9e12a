import { assertEquals } from "@std/assert";
import { sourceOf } from "./track_source.ts";
import { voiceOf } from "./voices.ts";

Deno.test("the name of a track says what it carries", () => {
  const of = (name: string) => sourceOf({ name, peerId: "a-1" });
  assertEquals(of("a-1-mic"), "mic");
  assertEquals(of("a-1-cam-vp8"), "cam");
  assertEquals(of("a-1-screen-h264"), "screen");
  assertEquals(of("a-1-screen-audio"), "screen-audio");
  assertEquals(of("b-mic"), undefined);
  assertEquals(sourceOf({ name: "mic" }), undefined);
});

Deno.test("a person's voice is the microphone, not the sound of a shared screen", () => {
  const track = (name: string, mediaType: string) => ({
    kind: "track" as const,
    name,
    mediaType,
    sizeBytes: 1,
    peerId: "a",
  });
  const assets = [
    track("a-cam", "video/webm"),
    track("a-screen-audio", "audio/webm"),
    track("a-mic", "audio/webm"),
  ];
  assertEquals(voiceOf(assets, "a")?.name, "a-mic");
  assertEquals(voiceOf(assets, "b"), undefined);
});
