/** The products of a composed recording, from its rendered pieces, its sound and its originals. */
import type { VideoClock } from "../../kit/mod.ts";
import {
  containerOf,
  hlsArguments,
  joinArguments,
  LARGE_CODECS,
  posterArguments,
  SMALL_CODECS,
  storyboardArguments,
} from "./commands.ts";
import { concatList } from "./concat_list.ts";
import { isAudio } from "./footage.ts";
import type { Canvas } from "./layout.ts";
import type { Original } from "./originals.ts";
import type { Piece } from "./plan.ts";
import { mainPlaylist, type Rendition } from "./playlist.ts";
import type { Products } from "./products.ts";
import type { Programs, RunOptions } from "./programs.ts";
import { pieceFile, type Size } from "./render.ts";
import { msAt, type Scene } from "./scenes.ts";
import { storyboardOf, storyboardVtt } from "./storyboard.ts";
import type { Workspace } from "./workspace.ts";

const MP4 = "video/mp4";
const CODECS = ["h264", "aac"];
const PLAYLIST = "application/vnd.apple.mpegurl";

export interface FinishOptions {
  readonly programs: Programs;
  readonly workspace: Workspace;
  readonly products: Products;
  readonly clock: VideoClock;
  readonly title: string;
  readonly scenes: readonly Scene[];
  readonly pieces: readonly Piece[];
  /** The sound's file. */
  readonly audio: string;
  readonly originals: readonly Original[];
  readonly sizes: Readonly<Record<Size, Canvas>>;
  readonly signal: AbortSignal;
  readonly onProgress: (share: number) => void;
}

/** The video first, since that is what people wait for. */
export async function finish(options: FinishOptions): Promise<void> {
  const { products, sizes, clock, onProgress } = options;
  const durationMs = Math.round(clock.durationMs);
  const { width, height } = sizes.large;
  await joinPieces(options, "large");
  onProgress(0.2);
  await products.check(videoFile("large"), { codecs: CODECS, durationMs });
  const video = { kind: "video", name: `${height}`, mediaType: MP4 } as const;
  const key = `video-${height}`;
  await products.store(videoFile("large"), key, { ...video, durationMs, width, height });
  onProgress(0.4);
  await poster(options, durationMs);
  await joinPieces(options, "small");
  await storyboard(options, durationMs);
  onProgress(0.6);
  await hls(options, durationMs);
  onProgress(0.8);
  await storeOriginals(options);
}

const videoFile = (size: Size) => `video-${size}.mp4`;

async function joinPieces(options: FinishOptions, size: Size): Promise<void> {
  const { pieces, workspace, programs, audio, title } = options;
  const list = `pieces-${size}.list`;
  await workspace.write(
    list,
    concatList(pieces.map((piece) => ({
      path: pieceFile(piece, size),
      durationMs: msAt(piece.toFrame - piece.fromFrame),
    }))),
  );
  const args = joinArguments(list, audio, title, videoFile(size));
  await programs.run(args, runOf(options, "join the video"));
  await workspace.remove(...pieces.map((piece) => pieceFile(piece, size)));
}

/** A moment in the middle of the first scene that shows a picture for a while. */
async function poster(options: FinishOptions, durationMs: number): Promise<void> {
  const { scenes, programs, products, sizes: { large: { width, height } } } = options;
  const file = "poster.jpg";
  const longest = scenes.filter(({ tiles }) => tiles.some(({ footage }) => footage !== null))
    .toSorted((a, b) => b.toFrame - b.fromFrame - (a.toFrame - a.fromFrame))[0] ?? scenes[0];
  const atMs = longest ? msAt((longest.fromFrame + longest.toFrame) / 2) : durationMs / 2;
  const args = posterArguments(videoFile("large"), atMs, file);
  await programs.run(args, runOf(options, "make the poster"));
  const asset = { kind: "poster", name: "poster", mediaType: "image/jpeg", width, height } as const;
  await products.store(file, "poster", asset);
}

async function storyboard(options: FinishOptions, durationMs: number): Promise<void> {
  const { programs, workspace, products } = options;
  const [sheet, cues] = ["storyboard.jpg", "storyboard.vtt"];
  const board = storyboardOf(durationMs);
  const args = storyboardArguments(videoFile("small"), board, sheet);
  await programs.run(args, runOf(options, "make the storyboard"));
  const sheetName = "storyboard-sheet";
  await products.storeBeside(sheet, sheetName, "image/jpeg");
  await workspace.write(cues, storyboardVtt(board, durationMs, sheetName));
  const asset = { kind: "storyboard", name: "storyboard", mediaType: "text/vtt" } as const;
  await products.store(cues, "storyboard", asset);
}

async function hls(options: FinishOptions, durationMs: number): Promise<void> {
  const { programs, workspace, products, sizes } = options;
  const renditions: Rendition[] = [];
  for (
    const [size, { width, height }] of [["large", sizes.large], ["small", sizes.small]] as const
  ) {
    const name = `hls-${height}`;
    const [playlist, media, mediaName] = [`${name}.m3u8`, `${name}-media.mp4`, `${name}-media`];
    const args = hlsArguments(videoFile(size), playlist, media);
    await programs.run(args, runOf(options, "cut a playlist"));
    await products.check(playlist, { codecs: CODECS, durationMs, isPlaylist: true });
    const text = await Deno.readTextFile(workspace.path(playlist));
    await workspace.write(playlist, text.replaceAll(media, mediaName));
    const sizeBytes = await workspace.sizeBytes(media);
    await products.storeBeside(media, mediaName, MP4);
    const asset = { kind: "hls", name: `${height}`, mediaType: PLAYLIST } as const;
    await products.store(playlist, name, { ...asset, durationMs, width, height });
    const codecs = size === "large" ? LARGE_CODECS : SMALL_CODECS;
    renditions.push({ playlist: name, width, height, codecs, sizeBytes });
    await workspace.remove(media);
  }
  const main = "hls.m3u8";
  await workspace.write(main, mainPlaylist(renditions, durationMs));
  await products.store(main, "hls", { kind: "hls", name: "main", mediaType: PLAYLIST, durationMs });
}

/** Each person's own, to be heard alone or taken elsewhere. */
async function storeOriginals({ originals, products }: FinishOptions): Promise<void> {
  for (const { footage, file } of originals) {
    const { peerId, source, codec, spans } = footage;
    const endMs = Math.round(spans.at(-1)?.endMs ?? 0);
    const container = containerOf(codec) === "webm" ? "webm" : "x-matroska";
    await products.store(file, `track-${footage.id}`, {
      kind: "track",
      name: originals.some((other) => isNamesake(other.footage, footage))
        ? `${peerId}-${source}-${codec}`
        : `${peerId}-${source}`,
      mediaType: `${isAudio(footage) ? "audio" : "video"}/${container}`,
      durationMs: endMs,
      peerId,
    });
  }
}

const isNamesake = (one: Original["footage"], other: Original["footage"]) =>
  one !== other && one.peerId === other.peerId && one.source === other.source;

const runOf = (
  { workspace: { folder }, clock, signal }: FinishOptions,
  what: string,
): RunOptions => ({
  what,
  folder,
  durationMs: clock.durationMs,
  signal,
});
