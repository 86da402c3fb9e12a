/** The video in pieces that are rendered one after another. Pure, but for the sums that name them. */
import { createHash } from "node:crypto";
import type { Span } from "../../kit/mod.ts";
import type { Canvas } from "./layout.ts";
import { FRAME_RATE, PIECE_MS } from "./limits.ts";
import { type PictureGraph, pictureGraph } from "./picture_graph.ts";
import { frameAt, type Scene, type Tile } from "./scenes.ts";

/** Of all that makes a piece what it is, beside what is in it: one more for each change of that. */
const RENDERER = 1;

export interface Piece {
  readonly fromFrame: number;
  readonly toFrame: number;
  readonly graph: PictureGraph;
  /** As it is without the pictures of certain footage, by its id: initials in their place. */
  readonly without: (footage: ReadonlySet<number>) => PictureGraph;
  /** The same for the same pictures: a piece that is there under this name need not be made. */
  readonly name: string;
}

export interface PlanOptions {
  readonly scenes: readonly Scene[];
  readonly canvas: Canvas;
  readonly small: Canvas;
  readonly font: string | undefined;
  readonly speechOf: (peerId: string) => readonly Span[];
}

/** Pieces of some {@linkcode PIECE_MS}; each within one scene. */
export function planPieces({ scenes, ...look }: PlanOptions): Piece[] {
  return scenes.flatMap((scene) => {
    const frames = scene.toFrame - scene.fromFrame;
    const count = Math.max(1, Math.ceil(frames / frameAt(PIECE_MS)));
    const edge = (at: number) => scene.fromFrame + Math.round(frames * at / count);
    return Array.from({ length: count }, (_, at): Piece => {
      const [fromFrame, toFrame] = [edge(at), edge(at + 1)];
      const draw = (tiles: readonly Tile[]) =>
        pictureGraph({ ...look, ...scene, fromFrame, toFrame, tiles });
      const graph = draw(scene.tiles);
      const without: Piece["without"] = (footage) =>
        draw(scene.tiles.map((tile) => {
          const isGone = tile.footage !== null && footage.has(tile.footage.id);
          return isGone ? { ...tile, footage: null } : tile;
        }));
      return { fromFrame, toFrame, graph, without, name: nameOf(graph, fromFrame, toFrame) };
    });
  });
}

function nameOf({ script, texts, inputs }: PictureGraph, from: number, to: number): string {
  const pictures = inputs.map(({ footage }) =>
    footage?.clips.map(({ startMs, segment }) => [startMs, segment.object.sha256])
  );
  const all = [RENDERER, FRAME_RATE, from, to, script, texts, pictures];
  return createHash("sha256").update(JSON.stringify(all)).digest("hex").slice(0, 32);
}
