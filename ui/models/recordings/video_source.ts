/** Which form of a recording's video a browser gets. */
import type { RecordingAsset } from "../../../protocol/mod.ts";
import type { RecordingApi } from "./recordings_api.ts";

const PLAYLIST = "application/vnd.apple.mpegurl";

/** Whether this browser plays HLS by itself and better than a file in one piece: Apple's do. */
const playsPlaylists = (): boolean =>
  navigator.vendor.startsWith("Apple") &&
  document.createElement("video").canPlayType(PLAYLIST) !== "";

/** Undefined: there is nothing to play yet. A call resolves to a fresh address. */
export function videoSource(
  api: Pick<RecordingApi, "link">,
  assets: readonly RecordingAsset[],
  isPlaylistPreferred = playsPlaylists(),
): (() => Promise<string>) | undefined {
  const has = (kind: RecordingAsset["kind"]) => assets.some((asset) => asset.kind === kind);
  const kind = isPlaylistPreferred && has("hls") ? "hls" : "video";
  if (!has(kind)) return undefined;
  return async () => (await api.link({ kind })).url;
}
