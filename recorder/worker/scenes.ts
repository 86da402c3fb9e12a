/** What is to be seen when: stretches of the video in which the same tiles are at the same places. Pure. */
import { type Span, spansCover } from "../../kit/mod.ts";
import type { PeerId } from "../../protocol/mod.ts";
import type { Footage } from "./footage.ts";
import { type Canvas, gridLayout, type Rect, strippedLayout } from "./layout.ts";
import { FRAME_RATE, GRID_MAX, SCENE_MIN_MS, STRIP_MAX, TURN_MIN_MS } from "./limits.ts";
import type { Person, Stage } from "./stage.ts";

export interface Tile {
  readonly peerId: PeerId;
  readonly name: string;
  readonly isScreen: boolean;
  /** Whose pictures are in it; null: initials. */
  readonly footage: Footage | null;
  readonly rect: Rect;
}

export interface Scene {
  /** Frames of the video. */
  readonly fromFrame: number;
  readonly toFrame: number;
  readonly tiles: readonly Tile[];
  /** Nothing could be recorded meanwhile. */
  readonly isGap: boolean;
}

type Placed = Omit<Tile, "rect">;

interface Shot {
  readonly tiles: readonly Placed[];
  readonly isLarge: boolean;
  readonly isGap: boolean;
}

export const frameAt = (ms: number) => Math.round(ms * FRAME_RATE / 1_000);
export const msAt = (frame: number) => frame * 1_000 / FRAME_RATE;

/** Scenes follow each other without a hole from the video's first frame to its last. */
export function scenesOf(stage: Stage, canvas: Canvas): Scene[] {
  const grid = turnsOn(stage, stage.people, GRID_MAX);
  const strip = turnsOn(stage, stage.people, STRIP_MAX);
  const times = momentsOf(stage, [...grid.keys(), ...strip.keys()]);
  const scenes: { fromMs: number; toMs: number; shot: Shot }[] = [];
  for (const [at, fromMs] of times.entries()) {
    const toMs = times[at + 1];
    if (toMs === undefined) break;
    const shot = shotAt(stage, fromMs, atMoment(grid, fromMs), atMoment(strip, fromMs));
    const last = scenes.at(-1);
    if (last && isSame(last.shot, shot)) last.toMs = toMs;
    else scenes.push({ fromMs, toMs, shot });
  }
  return withoutShort(scenes).map(({ fromMs, toMs, shot }) => ({
    fromFrame: frameAt(fromMs),
    toFrame: frameAt(toMs),
    tiles: place(shot, canvas),
    isGap: shot.isGap,
  })).filter(({ fromFrame, toFrame }) => toFrame > fromFrame);
}

/** Whenever something begins or ends. */
function momentsOf(stage: Stage, turns: readonly number[]): number[] {
  const { durationMs, people, shares, spotlights, gaps } = stage;
  const spans: readonly Span[] = [
    ...people.flatMap(({ present, cameras }) => [
      ...present,
      ...cameras.flatMap(({ spans }) => spans),
    ]),
    ...shares.flatMap(({ footage }) => footage.spans),
    ...spotlights,
    ...gaps,
  ];
  const inside = [...spans.flatMap(({ startMs, endMs }) => [startMs, endMs]), ...turns]
    .filter((ms) => ms > 0 && ms < durationMs);
  return [...new Set([0, ...inside, durationMs])].sort((a, b) => a - b);
}

function shotAt(
  stage: Stage,
  ms: number,
  grid: readonly PeerId[],
  strip: readonly PeerId[],
): Shot {
  const isGap = spansCover(stage.gaps, ms);
  const here = stage.people.filter(({ present }) => spansCover(present, ms));
  const tileOf = (person: Person): Placed => ({
    peerId: person.peerId,
    name: person.name,
    isScreen: false,
    footage: person.cameras.find(({ spans }) => spansCover(spans, ms)) ?? null,
  });
  const shares = stage.shares.filter(({ footage }) => spansCover(footage.spans, ms));
  const startOf = (footage: Footage) =>
    footage.spans.findLast(({ startMs }) => startMs <= ms)?.startMs ?? 0;
  const share = shares.sort((a, b) => startOf(b.footage) - startOf(a.footage))[0];
  const small = () => here.filter(({ peerId }) => strip.includes(peerId)).slice(0, STRIP_MAX);
  if (share) {
    const { peerId, name, footage } = share;
    const large = { peerId, name, isScreen: true, footage };
    return { tiles: [large, ...small().map(tileOf)], isLarge: true, isGap };
  }
  const lit = stage.spotlights.find((span) => spansCover([span], ms))?.peerId;
  const large = here.find(({ peerId }) => peerId === lit);
  if (large) {
    const others = small().filter(({ peerId }) => peerId !== lit);
    return { tiles: [large, ...others].map(tileOf), isLarge: true, isGap };
  }
  const seen = here.length <= GRID_MAX ? here : here.filter(({ peerId }) => grid.includes(peerId));
  return { tiles: seen.map(tileOf), isLarge: false, isGap };
}

/**
 * Who is seen where there is room for so many, from which moment on: those who came first, and whoever
 * speaks in the place of who was silent for longest.
 */
function turnsOn(
  { durationMs }: Stage,
  people: readonly Person[],
  room: number,
): Map<number, readonly PeerId[]> {
  const spokeAt = new Map<PeerId, number>();
  const moments = people.flatMap(({ peerId, present, speech }) => [
    ...present.flatMap(({ startMs, endMs }) => [
      { ms: startMs, peerId, act: "come" as const },
      { ms: endMs, peerId, act: "go" as const },
    ]),
    ...speech.filter(({ startMs, endMs }) => endMs - startMs >= TURN_MIN_MS)
      .map(({ startMs }) => ({ ms: startMs, peerId, act: "speak" as const })),
  ]).filter(({ ms }) => ms < durationMs).sort((a, b) => a.ms - b.ms);
  const turns = new Map<number, readonly PeerId[]>([[0, []]]);
  let seen: PeerId[] = [];
  const waiting = new Set<PeerId>();
  for (const { ms, peerId, act } of moments) {
    if (act === "go") {
      seen = seen.filter((one) => one !== peerId);
      waiting.delete(peerId);
      const [next] = waiting;
      if (next !== undefined && seen.length < room) {
        seen = [...seen, next];
        waiting.delete(next);
      }
    } else {
      if (act === "speak") spokeAt.set(peerId, ms);
      if (seen.includes(peerId)) continue;
      if (seen.length < room) {
        seen = [...seen, peerId];
      } else if (act === "come") {
        waiting.add(peerId);
      } else {
        const silent = seen.toSorted((a, b) => (spokeAt.get(a) ?? -1) - (spokeAt.get(b) ?? -1))[0];
        seen = seen.map((one) => one === silent ? peerId : one);
        waiting.delete(peerId);
        if (silent !== undefined) waiting.add(silent);
      }
    }
    turns.set(ms, seen);
  }
  return turns;
}

function atMoment(turns: ReadonlyMap<number, readonly PeerId[]>, ms: number): readonly PeerId[] {
  let seen: readonly PeerId[] = [];
  for (const [from, peers] of turns) {
    if (from > ms) break;
    seen = peers;
  }
  return seen;
}

/** A short scene is part of the one after it, or at the end of the one before. */
function withoutShort<T extends { fromMs: number; toMs: number }>(scenes: readonly T[]): T[] {
  const kept: T[] = [];
  let fromMs: number | undefined;
  for (const scene of scenes) {
    fromMs ??= scene.fromMs;
    if (scene.toMs - fromMs < SCENE_MIN_MS && scene !== scenes.at(-1)) continue;
    const last = kept.at(-1);
    if (scene.toMs - fromMs < SCENE_MIN_MS && last) last.toMs = scene.toMs;
    else kept.push({ ...scene, fromMs });
    fromMs = undefined;
  }
  return kept;
}

function isSame(one: Shot, other: Shot): boolean {
  return one.isLarge === other.isLarge && one.isGap === other.isGap &&
    one.tiles.length === other.tiles.length &&
    one.tiles.every((tile, at) => {
      const same = other.tiles[at];
      return same?.peerId === tile.peerId && same.isScreen === tile.isScreen &&
        same.footage?.id === tile.footage?.id;
    });
}

function place({ tiles, isLarge }: Shot, canvas: Canvas): Tile[] {
  const rects = (isLarge ? strippedLayout : gridLayout)(canvas, tiles.length);
  return tiles.flatMap((tile, at) => {
    const rect = rects[at];
    return rect ? [{ ...tile, rect }] : [];
  });
}
