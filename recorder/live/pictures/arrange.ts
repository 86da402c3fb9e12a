/** Who is where on the picture that a live stream shows. Pure. */
import type { PeerId, RecordedTrack } from "../../../protocol/mod.ts";
import { type Canvas, gridLayout, type Rect, strippedLayout } from "../../worker/layout.ts";

/** People in a grid; more would be too small to be known. */
export const GRID_MAX = 16;
/** Beside what is large. */
export const STRIP_MAX = 4;

/** One place on the picture. */
export interface Placed {
  readonly peerId: PeerId;
  readonly name: string;
  readonly rect: Rect;
  /** What is seen there; absent: the person alone, without a picture. */
  readonly track?: RecordedTrack;
}

export interface Arranging {
  /** In the room's order. */
  readonly tracks: readonly RecordedTrack[];
  readonly spotlight: readonly PeerId[];
  /** Who spoke last comes last. */
  readonly speakers: readonly PeerId[];
}

/**
 * The newest share large, or who is in the spotlight, and some people beside it; else people in a grid.
 * Where not all fit, those who spoke last do, and everybody stands in the room's order.
 */
export function arrange(
  canvas: Canvas,
  { tracks, spotlight, speakers }: Arranging,
): Placed[] {
  const share = tracks.findLast(({ source, paused }) => source === "screen" && !paused);
  const people = peopleOf(tracks);
  const spotlit = share ? undefined : people.find(({ peerId }) => spotlight.includes(peerId));
  const large = share ? { peerId: share.peerId, name: share.name, track: share } : spotlit;
  if (!large) {
    const shown = chosen(people, { spotlight, speakers, max: GRID_MAX });
    return withRects(shown, gridLayout(canvas, shown.length));
  }
  const others = people.filter((person) => person !== spotlit);
  const shown = [large, ...chosen(others, { spotlight, speakers, max: STRIP_MAX })];
  return withRects(shown, strippedLayout(canvas, shown.length));
}

type Person = Omit<Placed, "rect">;

/** Whoever sends anything that others see or hear of them; with their camera while it is on. */
function peopleOf(tracks: readonly RecordedTrack[]): Person[] {
  const people = new Map<PeerId, Person>();
  for (const track of tracks) {
    const { peerId, name, source, paused } = track;
    const known = people.get(peerId) ?? { peerId, name };
    people.set(peerId, source === "cam" && !paused ? { ...known, track } : known);
  }
  return [...people.values()];
}

function chosen(
  people: readonly Person[],
  { spotlight, speakers, max }: Omit<Arranging, "tracks"> & { max: number },
): Person[] {
  if (people.length <= max) return [...people];
  const rank = ({ peerId }: Person) =>
    spotlight.includes(peerId) ? Infinity : speakers.indexOf(peerId);
  const best = new Set(people.toSorted((a, b) => rank(b) - rank(a)).slice(0, max));
  return people.filter((person) => best.has(person));
}

const withRects = (people: readonly Person[], rects: readonly Rect[]): Placed[] =>
  people.flatMap((person, at) => {
    const rect = rects[at];
    return rect ? [{ ...person, rect }] : [];
  });
