/** One run: what a scenario says happens, then all faults end, and everything has to come to rest. */
import { strike } from "./blow.ts";
import type { Violation } from "./checker.ts";
import { isServed, unsettled } from "./convergence.ts";
import type { Action, Scenario } from "./scenario.ts";
import { SimulationStuckError } from "./scheduler.ts";
import { SOUND, type Variant } from "./variant.ts";
import { World } from "./world.ts";

/** Beats have been heard and the room is there. */
const WARM_UP_MS = 60;
/** How often the room may be stirred before it has come to rest. */
const ROUNDS_MAX = 32;
/** From a stir to the look at what it led to. */
const ROUND_MS = 600;
/** Whoever was cut off is back. */
const AFTERMATH_MS = 300;
/** So long after the last fault everybody's media is on a node that lives, at rest or not. */
const SERVED_WITHIN_MS = 10_000;
/** A host that leaves in order has left by then, or is stopped. */
const DRAIN_MS = 6_000;
/** No process is back before the last words of its former life have come. */
const RESTART_MS = 10;
const LOSSY_CHANCE = 0.4;

export interface Outcome {
  violations: readonly Violation[];
  /** The same for the same scenario, for ever. */
  hash: string;
  events: number;
  /** Only of a verbose run. */
  lines: readonly string[];
}

export interface RunOptions {
  variant?: Variant;
  verbose?: boolean;
}

export async function run(scenario: Scenario, options: RunOptions = {}): Promise<Outcome> {
  const { variant = SOUND, verbose = false } = options;
  const world = new World({ scenario, variant, verbose });
  try {
    await play(world, scenario);
  } catch (error) {
    if (!(error instanceof SimulationStuckError)) throw error;
    world.checker.violate(7, error.message);
  }
  const { trace, scheduler, checker } = world;
  return {
    violations: checker.violations,
    hash: trace.hash,
    events: scheduler.events,
    lines: trace.lines,
  };
}

async function play(world: World, { steps, stirred, blow }: Scenario): Promise<void> {
  const { scheduler, checker } = world;
  const faults: unknown[] = [];
  const start = (work: Promise<unknown>) => void work.catch((error) => faults.push(error));
  await scheduler.advance(WARM_UP_MS);
  start(world.tell({ type: "create", code: "123456789", title: "" }));
  await scheduler.advance(WARM_UP_MS);
  for (const { afterMs, action } of steps) {
    await scheduler.advance(afterMs);
    world.trace.note(scheduler.nowMs, `— ${describe(action)}`);
    perform(world, action, start);
    if (checker.violations.length > 0) return;
  }
  heal(world);
  await scheduler.advance(AFTERMATH_MS);
  if (stirred) start(world.addClient().join());
  await rest(world, stirred, start);
  if (blow && checker.violations.length === 0 && await strike(world, blow)) {
    heal(world);
    await rest(world, false, start);
  }
  checker.finished();
  for (const error of [...faults, ...world.faults()]) {
    checker.violate(7, `a fault: ${error instanceof Error ? error.stack : error}`);
  }
}

/** Waits until everything agrees; what does not in the end is a violation. */
async function rest(
  world: World,
  stirred: boolean,
  start: (work: Promise<unknown>) => void,
): Promise<void> {
  const { scheduler, checker } = world;
  const beganMs = scheduler.nowMs;
  let problems: Violation[] = [];
  for (let round = 0; round < ROUNDS_MAX; round++) {
    if (checker.violations.length > 0) return;
    // As integrators do, and as clients do now and then: it changes nothing.
    start(world.tell({ type: "sync" }));
    for (const client of world.clients) {
      start(stirred && round < 2 ? client.stir().then(() => client.look()) : client.look());
    }
    await scheduler.advance(ROUND_MS);
    problems = round < 1 ? [] : unsettled(world);
    if (round >= 1 && problems.length === 0) return;
    if (scheduler.nowMs - beganMs >= SERVED_WITHIN_MS) problems.unshift(...isServed(world));
  }
  checker.violations.push(...problems);
}

function perform(world: World, action: Action, start: (work: Promise<unknown>) => void): void {
  const { scheduler, weather } = world;
  switch (action.type) {
    case "join":
    case "leave":
    case "disconnect":
    case "resume":
    case "look":
    case "roam":
    case "doubt": {
      const client = world.clients[action.client];
      return client && start(client[action.type]());
    }
    case "publish":
    case "mute":
    case "close": {
      const client = world.clients[action.client];
      return client && start(client[action.type](action.key));
    }
    case "show": {
      const client = world.clients[action.client];
      return client && start(client.show(action.tiles));
    }
    case "end":
      return start(world.tell({ type: "end" }));
    case "adopt": {
      const host = world.hosts[action.host];
      if (!host?.process.alive || host.process.paused) return;
      // Whoever fails to take the room over tries again when somebody asks for it.
      return start(host.rooms.host.adopt("room").catch(() => {}));
    }
    case "drain":
      return drain(world, action.host);
    case "crash": {
      const { of, at, forMs } = action;
      const victim = world.processAt(of, at);
      if (!victim?.process.alive) return;
      world.crash(victim);
      scheduler.after(undefined, forMs, () => revive(world, of, at));
      return;
    }
    case "crashBoth": {
      const { owner, activeNode } = world;
      const host = world.hosts.findIndex((each) => each === owner);
      const node = world.nodes.findIndex((each) => each === activeNode);
      for (const victim of [world.hosts[host], world.nodes[node]]) {
        if (victim?.process.alive) world.crash(victim);
      }
      scheduler.after(undefined, action.forMs, () => {
        revive(world, "host", host);
        revive(world, "node", node);
      });
      return;
    }
    case "pause": {
      const process = world.processAt(action.of, action.at)?.process;
      if (!process?.alive || process.paused) return;
      scheduler.after(undefined, action.forMs, world.pause(process));
      return;
    }
    case "cut": {
      const victim = world.processAt(action.of, action.at);
      if (!victim) return;
      world.cut(victim, action.noticed);
      if (action.keeps) victim.bus.heldUntilMs = scheduler.nowMs + action.forMs;
      scheduler.after(undefined, action.forMs, () => world.mend(victim));
      return;
    }
    case "slow": {
      const bus = world.processAt(action.of, action.at)?.bus;
      if (!bus) return;
      bus.slownessMs = action.byMs;
      scheduler.after(undefined, action.forMs, () => bus.slownessMs = 0);
      return;
    }
    case "logDown":
      weather.state = action.silent ? "silent" : "refuses";
      scheduler.after(undefined, action.forMs, () => weather.state = "up");
      return;
    case "logLossy":
      weather.lossChance = LOSSY_CHANCE;
      scheduler.after(undefined, action.forMs, () => weather.lossChance = 0);
      return;
    case "loseWorker": {
      const node = world.nodes[action.node];
      if (node?.process.alive && !node.process.paused) node.loseWorker();
      return;
    }
    case "stall": {
      const node = world.nodes[action.node];
      if (node?.process.alive && !node.process.paused) node.stall(action.forMs);
      return;
    }
    case "empty": {
      const node = world.nodes[action.node];
      if (!node?.process.alive) return;
      node.drain(true);
      if (action.forMs !== undefined) {
        scheduler.after(undefined, action.forMs, () => node.drain(false));
      }
      return;
    }
    default:
      return action satisfies never;
  }
}

/** Leaves in order, if it can, and comes back. */
function drain(world: World, at: number): void {
  const host = world.hosts[at];
  if (!host?.process.alive || host.process.paused) return;
  let left = false;
  const leave = () => {
    if (left) return;
    left = true;
    if (!host.process.alive) return;
    world.crash(host);
    revive(world, "host", at);
  };
  host.rooms[Symbol.asyncDispose]().then(leave, leave);
  world.scheduler.after(undefined, DRAIN_MS, leave);
}

function revive(world: World, of: "host" | "node", at: number): void {
  world.scheduler.after(undefined, RESTART_MS, () => {
    if (world.processAt(of, at)?.process.alive !== false) return;
    if (of === "host") world.startHost(at);
    else world.startNode(at);
  });
}

/** From now on nothing goes wrong. Nodes that are to be left stay so, unless there is no other. */
function heal(world: World): void {
  const { scheduler, weather } = world;
  weather.state = "up";
  weather.lossChance = 0;
  for (const [at] of world.hosts.entries()) revive(world, "host", at);
  for (const [at] of world.nodes.entries()) revive(world, "node", at);
  for (const each of [...world.hosts, ...world.nodes, ...world.clients]) {
    world.mend(each);
    each.bus.slownessMs = 0;
    each.bus.heldUntilMs = 0;
    world.resume(each.process);
  }
  for (const node of world.nodes) node.wake();
  if (world.nodes.every(({ isDraining }) => isDraining)) world.nodes[0]?.drain(false);
  world.healedMs = scheduler.nowMs;
  world.trace.note(scheduler.nowMs, "— all faults end");
}

/** An action as a line of a script: `crash host 1, back after 120 ms`. */
export function describe({ type, ...about }: Action): string {
  const details = Object.entries(about).map(([key, value]) =>
    `${key}=${typeof value === "number" ? Math.round(value) : value}`
  );
  return [type, ...details].join(" ");
}
