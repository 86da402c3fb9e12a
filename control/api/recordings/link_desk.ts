import type { Clock, ObjectStore } from "../../../kit/mod.ts";
import type { AssetLink, LinkAsset, RecordingId } from "../../../protocol/mod.ts";
import type { AssetRecord, RecordingRecord, Recordings, RecordingShares } from "../../store/mod.ts";
import { Refusal } from "../refusals.ts";
import type { Passes } from "./passes.ts";
import { type RecordingReader, unauthorized, unknownRecording } from "./reader.ts";

/** A download begins soon. */
export const DOWNLOAD_TTL_MS = 5 * 60 * 1_000;
/** A player asks for parts of a video as long as somebody watches. */
export const WATCH_TTL_MS = 2 * 60 * 60 * 1_000;
/** A piece that a player was sent to it fetches at once. */
const PIECE_TTL_MS = 60 * 1_000;
/** Playlists and storyboards; what they name may be of any size. */
const LIST_BYTES_MAX = 4 * 1024 * 1024;
/** The playlist of playlists. */
const MAIN_PLAYLIST = "main";
/** What lies beside a playlist and is not known by itself. */
const PIECE_TYPE = "video/mp4";
const SPRITE_TYPE = "image/jpeg";

export interface LinkDeskOptions {
  readonly recordings: Pick<Recordings, "tell" | "assets">;
  readonly shares: Pick<RecordingShares, "find">;
  readonly reader: RecordingReader;
  readonly objects: ObjectStore;
  readonly passes: Passes;
  readonly clock: Clock;
}

/** What a player gets for the address of a playlist or of what lies beside it. */
export type Played =
  | { readonly bytes: Uint8Array<ArrayBuffer>; readonly mediaType: string }
  | { readonly url: string };

/**
 * Hands out what was made of recordings, by links that open it for a while. A playlist is served from an
 * address with a pass in it, so that the relative names in it lead to such addresses too: each piece is
 * asked of us and fetched from the store, and what is deleted or unshared meanwhile plays no further.
 */
export class LinkDesk {
  constructor(private readonly options: LinkDeskOptions) {}

  async link(key: string, id: RecordingId, wish: LinkAsset): Promise<AssetLink> {
    const { recordings, reader } = this.options;
    const { record, ring } = await reader.open(key, id, "watch");
    const asset = chosen(record.assets, wish);
    if (!asset) throw unknownAsset();
    const { kind, name, mediaType } = asset;
    if (wish.download) {
      await recordings.tell(id, { by: ring.by, act: "linked", details: { kind, name } });
      return { ...await this.#presigned(asset, saved(record, asset), DOWNLOAD_TTL_MS), mediaType };
    }
    const isList = kind === "hls" || kind === "storyboard";
    return {
      ...(isList
        ? await this.#playable(record, asset, ring.shared.get(id))
        : await this.#presigned(asset, "inline", WATCH_TTL_MS)),
      mediaType,
    };
  }

  /** `name`: of what lies beside the asset that the pass is for. */
  async play(id: RecordingId, token: string, name: string): Promise<Played> {
    const { passes, shares, recordings, objects } = this.options;
    const pass = await passes.readPlay(token);
    if (!pass || pass.recordingId !== id) throw unauthorized();
    if (pass.shareId !== undefined && !await shares.find(pass.shareId)) throw unauthorized();
    const assets = await recordings.assets(id);
    const list = assets.find((one) => one.kind === pass.kind && one.name === pass.name);
    if (!list || !/^[A-Za-z0-9_-]{1,80}$/.test(name)) throw unknownRecording();
    const key = `${folderOf(list.key)}/${name}`;
    const asset = assets.find((one) => one.key === key);
    if (asset && isList(asset)) {
      if (asset.sizeBytes > LIST_BYTES_MAX) throw unknownAsset();
      return { bytes: await objects.read(key), mediaType: asset.mediaType };
    }
    const mediaType = asset?.mediaType ?? (pass.kind === "hls" ? PIECE_TYPE : SPRITE_TYPE);
    const options = { mediaType, disposition: "inline", ttlMs: PIECE_TTL_MS };
    return { url: await objects.presignGet(key, options) };
  }

  async #presigned({ key, mediaType }: AssetRecord, disposition: string, ttlMs: number) {
    const { objects, clock } = this.options;
    const url = await objects.presignGet(key, { mediaType, disposition, ttlMs });
    return { url, expiresAt: Math.round(clock.wallMs()) + ttlMs };
  }

  async #playable(
    { id: recordingId }: RecordingRecord,
    { kind, name, key }: AssetRecord,
    shareId: string | undefined,
  ) {
    const { passes } = this.options;
    const pass = { recordingId, kind, name, ...(shareId !== undefined && { shareId }) };
    const { token, expiresAt } = await passes.issuePlay(pass);
    const file = key.slice(key.lastIndexOf("/") + 1);
    return { url: `/api/recordings/${recordingId}/play/${token}/${file}`, expiresAt };
  }
}

/** Without a name the one that leads to all renditions, or else the largest. */
function chosen(
  assets: readonly AssetRecord[],
  { kind, name }: LinkAsset,
): AssetRecord | undefined {
  const ofKind = assets.filter((one) => one.kind === kind);
  if (name !== undefined) return ofKind.find((one) => one.name === name);
  return ofKind.find((one) => one.name === MAIN_PLAYLIST) ??
    ofKind.toSorted((one, other) => (other.height ?? 0) - (one.height ?? 0))[0];
}

const folderOf = (key: string) => key.slice(0, key.lastIndexOf("/"));

const isList = ({ mediaType }: AssetRecord) =>
  /^(application\/(vnd\.apple\.mpegurl|x-mpegurl)|text\/vtt)/i.test(mediaType);

/** By media type, for names of saved files. */
const ENDINGS: Readonly<Record<string, string>> = {
  "video/mp4": "mp4",
  "video/webm": "webm",
  "video/x-matroska": "mkv",
  "audio/webm": "webm",
  "audio/x-matroska": "mka",
  "audio/ogg": "ogg",
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "text/vtt": "vtt",
  "application/json": "json",
  "application/vnd.apple.mpegurl": "m3u8",
};

/** RFC 6266, with the name for old readers in plain letters. */
function saved({ title, id, people }: RecordingRecord, asset: AssetRecord): string {
  const { kind, mediaType, peerId } = asset;
  const person = people.find((one) => one.peerId === peerId)?.name;
  const ending = ENDINGS[mediaType.split(";")[0]?.trim() ?? ""] ?? "bin";
  const about = kind === "video" ? [] : [person ?? kind];
  const name = `${[title || id, ...about].join(" - ")}.${ending}`.replaceAll(/[\p{Cc}/\\]/gu, "_");
  const plain = name.replaceAll(/[^A-Za-z0-9._ -]/g, "_");
  const full = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${full}`;
}

function unknownAsset(): Refusal {
  const message = "The recording has nothing of this kind and name, or not yet";
  return new Refusal({ code: "unknown-recording", message });
}
