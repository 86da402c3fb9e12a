/** Of a round that froze for far longer than usual: what happened when, on the bus and in the pages. */
import { progress } from "../report.ts";
import type { Scene, Seat } from "./scene.ts";

/** A freeze of so long has another reason than the way of a first picture. */
const SLOW_MS = 500;
/** Of each page and of the bus. */
const LINES_MAX = 60;
/** Pictures further apart than this are told. */
const GAP_MS = 150;

/** Tells it where one of the freezes was slow. */
export async function tellSlow(
  scene: Scene,
  sinceMs: number,
  freezeMs: readonly number[],
): Promise<void> {
  if (Math.max(0, ...freezeMs) < SLOW_MS) return;
  const bus = scene.events.since(sinceMs).map(({ at, what }) => `${after(at, sinceMs)} ${what}`);
  const pages = await Promise.all(scene.seats.map((seat) => pageStory(seat, sinceMs)));
  for (const line of ["the bus:", ...bus.slice(0, LINES_MAX), ...pages.flat()]) {
    progress(`  ${line}`);
  }
}

async function pageStory({ page, probe }: Seat, sinceMs: number): Promise<string[]> {
  const [events, frames, streams] = await Promise.all([
    probe.events(sinceMs),
    probe.frames(sinceMs - GAP_MS),
    probe.streams(),
  ]);
  const gaps = [...frames].flatMap(([tile, seen]) =>
    seen.flatMap(({ atMs, player, receivedMs }, index) => {
      const before = seen[index - 1];
      if (!before || atMs - before.atMs < GAP_MS) return [];
      const came = `received at ${after(receivedMs, sinceMs)}, by player ${player}`;
      return [
        `${after(before.atMs, sinceMs)} ${tile} stands by player ${before.player}`,
        `${after(atMs, sinceMs)} ${tile} moves: ${came}`,
      ];
    })
  );
  const happened = events.map(({ at, what }) => `${after(at, sinceMs)} ${what}`);
  return [`${page.name}:`, ...gaps, ...happened.slice(0, LINES_MAX), ...streams];
}

const after = (at: number, sinceMs: number): string => `${Math.round(at - sinceMs)} ms`;
