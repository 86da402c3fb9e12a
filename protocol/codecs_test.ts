import { assert, assertEquals } from "@std/assert";
import {
  Capabilities,
  CodecName,
  CODECS,
  expandCapabilities,
  ExtensionName,
  nameCapabilities,
  type RtpCapabilities,
} from "./codecs.ts";
import { ROUTER_RTP_CAPABILITIES } from "./router_rtp_capabilities.ts";

const ROUTER: RtpCapabilities = ROUTER_RTP_CAPABILITIES;

Deno.test("the router's capabilities are those of the golden fixture", async () => {
  const url = new URL("fixtures/v1/router_rtp_capabilities.json", import.meta.url);
  assertEquals<unknown>(ROUTER_RTP_CAPABILITIES, JSON.parse(await Deno.readTextFile(url)));
});

Deno.test("the router has every codec and extension of the table, and no other", () => {
  assertEquals(nameCapabilities(ROUTER), {
    codecs: CodecName.options,
    extensions: ExtensionName.options,
  });
  assertEquals(expandCapabilities(ROUTER, nameCapabilities(ROUTER)), ROUTER);
});

Deno.test("names of capabilities survive the way to the router and back", () => {
  for (const names of subsets()) {
    assert(Capabilities.safeParse(names).success);
    assertEquals(nameCapabilities(expandCapabilities(ROUTER, names)), names);
  }
});

Deno.test("a codec brings its retransmissions along, and only its own", () => {
  for (const name of CodecName.options) {
    const { codecs } = expandCapabilities(ROUTER, { codecs: [name], extensions: [] });
    const { preferredPayloadType, kind } = CODECS[name];
    const expected = kind === "audio"
      ? [preferredPayloadType]
      : [preferredPayloadType, preferredPayloadType + 1];
    assertEquals(codecs?.map((codec) => codec.preferredPayloadType), expected, name);
  }
});

Deno.test("names of everything take a hundredth of a frame, not a tenth", () => {
  const named = JSON.stringify(nameCapabilities(ROUTER)).length;
  const full = JSON.stringify(ROUTER).length;
  assert(named < 300 && full > 10 * named, `${named} bytes for ${full}`);
});

/** Each codec and extension alone, each left out, and none. */
function* subsets(): Generator<Capabilities> {
  const [codecs, extensions] = [CodecName.options, ExtensionName.options];
  yield { codecs: [], extensions: [] };
  for (const one of codecs) {
    yield { codecs: [one], extensions };
    yield { codecs: codecs.filter((name) => name !== one), extensions: [] };
  }
  for (const one of extensions) {
    yield { codecs, extensions: [one] };
    yield { codecs: [], extensions: extensions.filter((name) => name !== one) };
  }
}
