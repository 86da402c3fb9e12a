import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError } from "../kit/mod.ts";
import { CODECS, ROUTER_RTP_CAPABILITIES } from "../protocol/mod.ts";
import { assertFrozenCapabilities } from "./codec_check.ts";

Deno.test("this mediasoup expands the codec table as it is frozen", () => {
  assertFrozenCapabilities();
  assertEquals(Object.keys(CODECS), ["opus", "vp8", "vp9", "h264", "av1"]);
});

Deno.test("a node with other capabilities refuses to start", () => {
  const [first, ...rest] = ROUTER_RTP_CAPABILITIES.codecs;
  const other = { ...ROUTER_RTP_CAPABILITIES, codecs: [...rest, first] };
  assertThrows(() => assertFrozenCapabilities(other), ConfigError, "ROUTER_RTP_CAPABILITIES");
});
