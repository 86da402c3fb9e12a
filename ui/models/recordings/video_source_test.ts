import { assertEquals } from "@std/assert";
import type { AssetKind, LinkAsset } from "../../../protocol/mod.ts";
import { videoSource } from "./video_source.ts";

const asset = (kind: AssetKind) => ({ kind, name: kind, mediaType: "", sizeBytes: 1 });
const api = {
  link: ({ kind }: LinkAsset) => Promise.resolve({ url: `/${kind}`, expiresAt: 1, mediaType: "" }),
};

Deno.test("playlists go to browsers that play them best, everybody else gets the file", async () => {
  const both = [asset("hls"), asset("video")];
  assertEquals(await videoSource(api, both, true)?.(), "/hls");
  assertEquals(await videoSource(api, both, false)?.(), "/video");
  assertEquals(await videoSource(api, [asset("video")], true)?.(), "/video");
  assertEquals(videoSource(api, [asset("hls"), asset("poster")], false), undefined);
});
