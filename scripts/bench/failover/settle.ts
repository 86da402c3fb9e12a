/** Waits until a call is as it should be, so that one kill is not measured in another's wake. */
import { epochMs } from "../../../tests/browser/probe/mod.ts";
import { until } from "../../../tests/harness/until.ts";
import { observe } from "./observe.ts";
import type { Scene, Seat } from "./scene.ts";
import { childrenOf } from "./worker_process.ts";

/** A worker that died ten times within a minute is not started again before the minute is over. */
const SETTLE_LIMIT_MS = 70_000;
/** A call is calm when nothing happened for so long. */
const CALM_MS = 700;
const CALM_GAP_MS = 200;
const CALM_SILENCE_MS = 60;

/** Throws `NotReachedError` with what is not as it should be. */
export async function settle(scene: Scene, limitMs = SETTLE_LIMIT_MS): Promise<void> {
  await until("the call is calm", () => disturbance(scene), (it) => it === undefined, limitMs);
}

/** What is not as it should be. */
async function disturbance(scene: Scene): Promise<string | undefined> {
  const reasons = await Promise.all(scene.seats.map((seat) => unready(scene, seat)));
  const unreadySeat = reasons.find((reason) => reason !== undefined);
  if (unreadySeat !== undefined) return unreadySeat;
  const now = epochMs();
  const { freezeMs, audioGapMs } = await observe(scene, { fromMs: now - CALM_MS, toMs: now });
  if (Math.max(...freezeMs) > CALM_GAP_MS) return `video stood ${Math.max(...freezeMs)} ms`;
  if (Math.max(...audioGapMs) > CALM_SILENCE_MS) return `silence for ${Math.max(...audioGapMs)} ms`;
  // A node whose worker died again and again takes its time, and nobody should be killed meanwhile.
  for (const name of scene.nodes) {
    const workers = await childrenOf(scene.stack.process(name).pid);
    if (workers.length !== 1) return `${name} has ${workers.length} workers`;
  }
  return undefined;
}

async function unready(scene: Scene, { page }: Seat): Promise<string | undefined> {
  const state = await page.state();
  if (state?.status !== "joined") return `${page.name} is ${state?.status ?? "nowhere"}`;
  const { standby, peers, selfId } = state;
  if (scene.standby === "off") {
    return standby ? `${page.name} has a standby plane still` : undefined;
  }
  const tracks = peers.flatMap(({ id, producers }) => id === selfId ? [] : producers).length;
  if (standby?.connected && standby.ready >= tracks) return undefined;
  return `${page.name} has ${standby?.ready ?? "no"} of ${tracks} tracks on standby`;
}
