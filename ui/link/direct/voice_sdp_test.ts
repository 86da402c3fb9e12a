import { assertEquals } from "@std/assert";
import { withVoiceRepair } from "./voice_sdp.ts";

const SDP = [
  "m=audio 9 UDP/TLS/RTP/SAVPF 111 63",
  "a=rtpmap:111 opus/48000/2",
  "a=rtcp-fb:111 transport-cc",
  "a=fmtp:111 minptime=10;useinbandfec=1",
  "a=rtpmap:63 red/48000/2",
  "a=fmtp:63 111/111",
  "m=video 9 UDP/TLS/RTP/SAVPF 96",
  "a=rtpmap:96 VP8/90000",
  "",
].join("\r\n");

Deno.test("withVoiceRepair asks for lost voice packets and for silence that is not sent", () => {
  assertEquals(
    withVoiceRepair(SDP).split("\r\n").filter((line) => !SDP.includes(`${line}\r\n`)),
    ["a=rtcp-fb:111 nack", "a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1"],
  );
});

Deno.test("withVoiceRepair changes nothing twice", () => {
  const once = withVoiceRepair(SDP);
  assertEquals(withVoiceRepair(once), once);
});
