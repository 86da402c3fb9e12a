/** Renders pieces of the video and keeps each in the object store, for whoever has to go on. */
import type { Logger, ObjectStore } from "../../kit/mod.ts";
import { type RecordingId, recordingKeys } from "../../protocol/mod.ts";
import { firstPictureArguments, type MediaFile, pieceArguments } from "./commands.ts";
import type { Footage } from "./footage.ts";
import type { Original } from "./originals.ts";
import type { PictureGraph } from "./picture_graph.ts";
import type { Piece } from "./plan.ts";
import { ProgramError, type Programs } from "./programs.ts";
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
  readonly logger: Logger;
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

/** `onProgress`: which share of it is done. Pictures that can't be decoded are no reason to have none. */
async function render(
  piece: Piece,
  options: RenderOptions,
  onProgress: (share: number) => void,
): Promise<void> {
  try {
    await draw(piece, piece.graph, options, onProgress);
  } catch (error) {
    if (!(error instanceof ProgramError) || options.signal.aborted) throw error;
    const undecodable = await findUndecodable(piece, options);
    if (undecodable.size === 0) throw error;
    options.logger.warn({ err: error, pictures: undecodable.size }, "pictures can't be decoded");
    await draw(piece, piece.without(undecodable), options, onProgress);
  }
}

async function draw(
  piece: Piece,
  graph: PictureGraph,
  { programs, workspace, originals, threads, signal }: RenderOptions,
  onProgress: (share: number) => void,
): Promise<void> {
  const { fromFrame, toFrame } = piece;
  const frames = toFrame - fromFrame;
  const script = "picture.graph";
  await workspace.write(script, graph.script);
  for (const { file, text } of graph.texts) await workspace.write(file, text);
  const durationMs = msAt(frames);
  const args = pieceArguments({
    inputs: graph.inputs.flatMap(({ footage }) => inputOf(footage, originals)),
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

/** Footage of which the piece gets no picture at all. */
async function findUndecodable(
  { graph, fromFrame }: Piece,
  { programs, workspace: { folder }, originals, signal }: RenderOptions,
): Promise<Set<number>> {
  const undecodable = new Set<number>();
  for (const { footage } of graph.inputs) {
    let bytes = 0;
    for (const input of inputOf(footage, originals)) {
      await programs.run(firstPictureArguments(input, msAt(fromFrame)), {
        what: "look for a picture",
        durationMs: 0,
        folder,
        signal,
        onOutput: (some) => bytes += some.length,
      }).catch((error) => {
        if (!(error instanceof ProgramError) || signal.aborted) throw error;
      });
    }
    if (footage && bytes === 0) undecodable.add(footage.id);
  }
  return undecodable;
}

function inputOf(
  footage: Footage | null,
  originals: ReadonlyMap<number, Original>,
): MediaFile[] {
  const original = footage && originals.get(footage.id);
  return original ? [{ path: original.file, startMs: original.startMs }] : [];
}
