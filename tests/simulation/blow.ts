/** The last fault of a run: it meets a room at rest, and nobody says a word afterwards. */
import { isServed } from "./convergence.ts";
import type { Blow } from "./scenario.ts";
import type { World } from "./world.ts";

/** So long after the other faults all they held back has come, and hosts know each other. */
const CALM_AFTER_MS = 4_500;
/** A host that died is missed, asked for, and its rooms are adopted; one that stands still likewise. */
const ADOPTED_WITHIN_MS = 2_500;
/** Hosts that are back wait for each other before they look for rooms without an owner. */
const FOUND_WITHIN_MS = 4_000;
/** After that the new owner finds out about a node that is gone with the old one, and everybody moves. */
const MOVED_AFTER_MS = 2_500;

/**
 * The owner dies or stands still, perhaps with the node in use, or all hosts die and are back after a
 * while. Without any command those that live have to find the room an owner, and that one everybody a
 * living node (invariants 4 and 5). Returns whether there was anything to strike.
 */
export async function strike(world: World, blow: Blow): Promise<boolean> {
  const { scheduler, checker, trace } = world;
  await scheduler.advance(Math.max(0, world.healedMs + CALM_AFTER_MS - scheduler.nowMs));
  const { owner, activeNode } = world;
  const isUsed = world.clients.some(({ roster }) => roster !== undefined);
  if (!owner || !isUsed || world.history.state.ended) return false;
  const { epoch } = world.history;
  const { host, node, allForMs } = blow;
  const what = allForMs === undefined ? `${host} ${owner.process.name}` : "crash all hosts";
  trace.note(scheduler.nowMs, `— the last blow: ${what}`);
  for (const client of world.clients) client.hush(true);
  const hasOther = world.nodes.some((other) => other !== activeNode && !other.isDraining);
  if (node && activeNode && hasOther) world.crash(activeNode);
  if (allForMs !== undefined) {
    for (const each of world.hosts) world.crash(each);
    await scheduler.advance(allForMs);
    for (const [at] of world.hosts.entries()) world.startHost(at);
  } else if (host === "pause") world.pause(owner.process);
  else world.crash(owner);
  await scheduler.advance(allForMs === undefined ? ADOPTED_WITHIN_MS : FOUND_WITHIN_MS);
  if (world.history.epoch === epoch || !world.owner) {
    checker.violate(4, `nobody has adopted the room of ${owner.process.name}`);
  }
  await scheduler.advance(MOVED_AFTER_MS);
  checker.violations.push(...isServed(world));
  for (const client of world.clients) client.hush(false);
  return true;
}
