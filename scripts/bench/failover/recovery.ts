/** Waits until media is back after a blow, and tells what was missing. */
import { epochMs } from "../../../tests/browser/probe/mod.ts";
import { until } from "../../../tests/harness/until.ts";
import { observe, type Seen } from "./observe.ts";
import type { Scene, Seat } from "./scene.ts";

/** Media that has not come back by then does not come back by itself. */
const RECOVERY_LIMIT_MS = 10_000;
/** A blow shows within this time, or not at all. */
const SHOWS_MS = 400;
/** A second gap on the heels of the first would be found within this time. */
const AFTERMATH_MS = 600;
const FRESH_MS = 120;

/** What the stretch from the blow to calm took from people. Throws `NotReachedError`. */
export async function recovered(scene: Scene, sinceMs: number): Promise<Seen> {
  await watch(sinceMs + SHOWS_MS - epochMs());
  await until(
    "media is back",
    async () => (await Promise.all(scene.seats.map(missing))).find((it) => it !== undefined),
    (it) => it === undefined,
    RECOVERY_LIMIT_MS,
  );
  await watch(AFTERMATH_MS);
  return await observe(scene, { fromMs: sinceMs, toMs: epochMs() });
}

/** Looks on for a while. */
export async function watch(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}

async function missing({ page, probe }: Seat): Promise<string | undefined> {
  const now = epochMs();
  const frames = await probe.frames(now - FRESH_MS);
  if (![...frames.values()].some((tile) => tile.length > 0)) return `${page.name} sees nobody`;
  const silences = await probe.silences(now);
  return silences?.some(({ toMs }) => toMs === Infinity) ? `${page.name} hears nobody` : undefined;
}
