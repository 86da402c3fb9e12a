/** Renders pieces of the video and keeps each in the object store, for whoever has to go on. */
import type { ObjectStore } from "../../kit/mod.ts";
import { type RecordingId, recordingKeys } from "../../protocol/mod.ts";
import { pieceArguments } from "./commands.ts";
import type { Original } from "./originals.ts";
import type { Piece } from "./plan.ts";
import type { Programs } from "./programs.ts";
import { msAt } from "./scenes.ts";
import type { Workspace } from "./workspace.ts";

export const SIZES = ["large", "small"] as const;
export type Size = typeof SIZES[number];
const MEDIA_TYPE = "video/mp4";

export interface RenderOptions {
  readonly recordingId: RecordingId;
  readonly programs: Programs;
  readonly objects: ObjectStore;
  readonly workspace: Workspace;
  /** By the footage's id. */
  readonly originals: ReadonlyMap<number, Original>;
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly onProgress: (doneFrames: number) => void;
  /** So many frames were there already. */
  readonly onGiven: (frames: number) => void;
}

export const pieceFile = ({ name }: Piece, size: Size) => `piece-${name}-${size}.mp4`;

export const pieceKeys = (id: RecordingId, { name }: Piece) =>
  SIZES.map((size) => recordingKeys.work(id, `piece-${name}-${size}`));

const workPrefix = (id: RecordingId) => recordingKeys.work(id, "");

/** Leaves all pieces in the workspace. */
export async function renderPieces(
  pieces: readonly Piece[],
  options: RenderOptions,
): Promise<void> {
  const { recordingId, objects, workspace, onProgress, onGiven } = options;
  const there = new Set<string>();
  for await (const { key } of objects.list(workPrefix(recordingId))) there.add(key);
  let doneFrames = 0;
  for (const piece of pieces) {
    const frames = piece.toFrame - piece.fromFrame;
    const keys = pieceKeys(recordingId, piece);
    const isThere = keys.every((key) => there.has(key));
    if (isThere) {
      onGiven(frames);
    } else {
      const before = doneFrames;
      await render(piece, options, (ms) => onProgress(before + Math.min(frames, ms * frames)));
    }
    for (const [at, size] of SIZES.entries()) {
      const key = keys[at] ?? "";
      if (isThere) await workspace.fetchFile(key, pieceFile(piece, size));
      else await workspace.store(pieceFile(piece, size), key, MEDIA_TYPE);
    }
    doneFrames += frames;
    onProgress(doneFrames);
  }
}

/** `onProgress`: which share of it is done. */
async function render(
  piece: Piece,
  { programs, workspace, originals, threads, signal }: RenderOptions,
  onProgress: (share: number) => void,
): Promise<void> {
  const { fromFrame, toFrame, graph } = piece;
  const frames = toFrame - fromFrame;
  const script = "picture.graph";
  await workspace.write(script, graph.script);
  for (const { file, text } of graph.texts) await workspace.write(file, text);
  const inputs = graph.inputs.flatMap(({ footage }) => {
    const original = footage && originals.get(footage.id);
    return original ? [{ path: original.file, startMs: original.startMs }] : [];
  });
  const durationMs = msAt(frames);
  const args = pieceArguments({
    inputs,
    script,
    fromMs: msAt(fromFrame),
    frames,
    threads,
    large: pieceFile(piece, "large"),
    small: pieceFile(piece, "small"),
  });
  await programs.run(args, {
    what: "render a piece",
    durationMs,
    folder: workspace.folder,
    signal,
    onProgress: (doneMs) => onProgress(doneMs / durationMs),
  });
}
