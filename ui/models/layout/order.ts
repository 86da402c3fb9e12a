/** Who comes first, and who stays where they are. Pure. */
import type { PeerId } from "../../../protocol/mod.ts";
import { camTile, isScreen, type LayoutState, screenTile, type TileId } from "./state.ts";

/** Higher is more worth a place on the first page. */
const SCORE = { screen: 8, spotlight: 7, speaker: 6, presenter: 5, recent: 4, hand: 2, video: 1 };

/** Everything there is to see but oneself: screens, then people in the order of coming. */
export function everything({ people, shares, selfId }: LayoutState): TileId[] {
  return [
    ...shares.map(({ id }) => screenTile(id)),
    ...people.filter(({ id }) => id !== selfId).map(({ id }) => camTile(id)),
  ];
}

/**
 * Scores by tile: shared screens, spotlighted people, who speaks, presenters, recent speakers (the
 * latest highest), raised hands (the earliest highest), people with video, and the rest.
 */
export function scoresOf(state: LayoutState): ReadonlyMap<TileId, number> {
  const { people, shares, spotlight, speaker, recent } = state;
  const presenters = new Set(shares.map(({ peerId }) => peerId));
  const hands = people.filter(({ handRaisedAt }) => handRaisedAt !== undefined)
    .sort((a, b) => (a.handRaisedAt ?? 0) - (b.handRaisedAt ?? 0)).map(({ id }) => id);
  const scores = new Map<TileId, number>(shares.map(({ id }) => [screenTile(id), SCORE.screen]));
  for (const { id, hasVideo } of people) {
    const before = (list: readonly PeerId[]) => list.indexOf(id) / (list.length + 1);
    scores.set(
      camTile(id),
      spotlight.includes(id)
        ? SCORE.spotlight
        : id === speaker
        ? SCORE.speaker
        : presenters.has(id)
        ? SCORE.presenter
        : recent.includes(id)
        ? SCORE.recent - before(recent)
        : hands.includes(id)
        ? SCORE.hand - before(hands)
        : hasVideo
        ? SCORE.video
        : 0,
    );
  }
  return scores;
}

export interface SettleOptions {
  /** The order before. */
  readonly held: readonly TileId[];
  /** What is to be ordered now, in the order of coming. */
  readonly present: readonly TileId[];
  readonly scores: ReadonlyMap<TileId, number>;
  /** Places on the first page. */
  readonly first: number;
  /** Where the page that is looked at begins and ends. */
  readonly shown: { readonly from: number; readonly to: number };
}

/**
 * The order before, with as few moves as possible. Who goes leaves the place to who comes, or to the
 * one most wanted of those out of sight. Who is more worth it takes a place on the first page from
 * who is least so; the two change places, and nobody else moves. While another page is looked at
 * that waits, since somebody who is being watched would go.
 */
export function settle({ held, present, scores, first, shown }: SettleOptions): TileId[] {
  const here = new Set(present);
  const known = new Set(held);
  const coming = present.filter((id) => !known.has(id));
  const score = (id: TileId) => scores.get(id) ?? 0;
  const places: (TileId | null)[] = held.map((id) => here.has(id) ? id : coming.shift() ?? null);
  fillHoles(places, shown.to, score);
  const order = [...places.filter((id) => id !== null), ...coming];
  if (shown.from === 0) promote(order, first, score);
  return order;
}

function fillHoles(
  places: (TileId | null)[],
  to: number,
  score: (id: TileId) => number,
): void {
  for (let hole = 0; hole < Math.min(to, places.length); hole++) {
    if (places[hole] !== null) continue;
    const best = indexOfBest(places, to, score);
    if (best === -1) return;
    places[hole] = places[best] ?? null;
    places[best] = null;
  }
}

/** From `from` on, the first of the highest score; -1: there is none. */
function indexOfBest(
  places: readonly (TileId | null)[],
  from: number,
  score: (id: TileId) => number,
): number {
  let best = -1;
  let highest = -Infinity;
  for (let index = from; index < places.length; index++) {
    const id = places[index];
    if (!id || score(id) <= highest) continue;
    best = index;
    highest = score(id);
  }
  return best;
}

function promote(order: TileId[], first: number, score: (id: TileId) => number): void {
  const waiting = order.slice(first).map((id, index) => ({ id, at: first + index }))
    .sort((a, b) => score(b.id) - score(a.id));
  const leaving = order.slice(0, first).map((id, at) => ({ id, at }))
    .sort((a, b) => score(a.id) - score(b.id) || b.at - a.at);
  for (const [index, up] of waiting.entries()) {
    const down = leaving[index];
    if (!down || score(up.id) <= score(down.id)) return;
    order[down.at] = up.id;
    order[up.at] = down.id;
  }
}

/** Screens lead their page, whatever places they were given. */
export function screensFirst(ids: readonly TileId[]): TileId[] {
  return [...ids.filter(isScreen), ...ids.filter((id) => !isScreen(id))];
}
