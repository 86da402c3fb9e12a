/** What happens in a run, as plain data: who is there, what clients do, and what goes wrong when. */
import { Random } from "./random.ts";

/** Steps of one run. */
const STEPS = { from: 20, to: 36 } as const;
/** Longest fault that ends by itself. */
const FAULT_MS_MAX = 4_000;
/** Longest time without any host. */
const ALL_GONE_MS_MAX = 2_000;
/** Seats of lost connections and silent gateways end in such a pause. */
const LONG_PAUSE_MS = { from: 31_000, to: 46_000 } as const;

export type TrackKey = "mic" | "cam";

/** Numbers name the first, second, … of their kind; `forMs` is how long a fault lasts. */
export type Action =
  | { type: "join" | "leave" | "disconnect" | "resume" | "look"; client: number }
  // Its network changes; it takes a pause in what it hears for the node's end.
  | { type: "roam" | "doubt"; client: number }
  | { type: "publish" | "mute" | "close"; client: number; key: TrackKey }
  // How many of the others' cameras it shows.
  | { type: "show"; client: number; tiles: number }
  | { type: "end" }
  // The host takes the room, whoever has it.
  | { type: "adopt"; host: number }
  // The host leaves in order and comes back.
  | { type: "drain"; host: number }
  | { type: "crash"; of: Kind; at: number; forMs: number }
  // The owner and the node in use at once.
  | { type: "crashBoth"; forMs: number }
  | { type: "pause"; of: Kind; at: number; forMs: number }
  // `noticed`: the server knows; `keeps`: what it sends meanwhile goes out afterwards.
  | {
    type: "cut";
    of: Kind | "client";
    at: number;
    forMs: number;
    noticed: boolean;
    keeps: boolean;
  }
  | { type: "slow"; of: Kind | "client"; at: number; forMs: number; byMs: number }
  // `silent`: it does not even refuse.
  | { type: "logDown"; forMs: number; silent: boolean }
  | { type: "logLossy"; forMs: number }
  | { type: "loseWorker"; node: number }
  // Its worker does not answer for so long, or is killed for it.
  | { type: "stall"; node: number; forMs: number }
  // Rooms are to leave it; `forMs` is absent where that lasts.
  | { type: "empty"; node: number; forMs?: number };

export type Kind = "host" | "node";

/** An action, and the pause before it. */
export interface Step {
  readonly afterMs: number;
  readonly action: Action;
}

/** After everything has come to rest: who dies, or stands still, while nobody says a word. */
export interface Blow {
  readonly host: "crash" | "pause";
  /** Whether the node in use dies with it. */
  readonly node: boolean;
  /** Whether all hosts die, and come back so long after. */
  readonly allForMs?: number;
}

export interface Scenario {
  readonly seed: number;
  readonly hosts: number;
  readonly nodes: number;
  readonly clients: number;
  /** Whether clients get a second plane. */
  readonly standby: boolean;
  /** Whether the bus tells who has left it. */
  readonly advisories: boolean;
  /** Whether somebody new comes, and tracks change, once the faults have ended. */
  readonly stirred: boolean;
  readonly blow?: Blow;
  /** How likely a message is delivered twice. */
  readonly repeatChance: number;
  readonly steps: readonly Step[];
}

export function scenarioOf(seed: number): Scenario {
  const random = new Random(seed, "scenario");
  const hosts = Number(random.weighted({ 2: 6, 3: 4 }));
  const nodes = Number(random.weighted({ 1: 2, 2: 5, 3: 3 }));
  const clients = random.whole(2, 4);
  const repeatChance = random.chance(0.4) ? 0.08 : 0;
  const standby = random.chance(0.9);
  const advisories = random.chance(0.6);
  const stirred = random.chance(0.6);
  const first: Blow | undefined = random.chance(0.25)
    ? { host: random.chance(0.7) ? "crash" : "pause", node: random.chance(0.5) }
    : undefined;
  const steps = Array.from({ length: random.whole(STEPS.from, STEPS.to) }, (_, index) => ({
    afterMs: pause(random),
    // Somebody has to be there before anything can be done to them.
    action: index < clients ? { type: "join", client: index } as const : action(random, {
      hosts,
      nodes,
      clients,
    }),
  }));
  // Drawn last, so that all else of a seed is as it was.
  const allForMs = random.chance(0.3) ? random.between(20, ALL_GONE_MS_MAX) : undefined;
  const blow = first && { ...first, ...(allForMs !== undefined && { allForMs }) };
  return {
    seed,
    hosts,
    nodes,
    clients,
    standby,
    advisories,
    stirred,
    ...(blow && { blow }),
    repeatChance,
    steps,
  };
}

function pause(random: Random): number {
  switch (random.weighted({ none: 30, short: 45, medium: 20, long: 4, expiry: 0.12 })) {
    case "none":
      return random.between(0, 4);
    case "short":
      return random.between(0, 60);
    case "medium":
      return random.between(60, 800);
    case "long":
      return random.between(800, FAULT_MS_MAX);
    case "expiry":
      return random.between(LONG_PAUSE_MS.from, LONG_PAUSE_MS.to);
  }
}

function action(
  random: Random,
  { hosts, nodes, clients }: Pick<Scenario, "hosts" | "nodes" | "clients">,
): Action {
  const client = random.whole(0, clients - 1);
  const host = random.whole(0, hosts - 1);
  const node = random.whole(0, nodes - 1);
  const key = random.pick<TrackKey>(["mic", "cam"]);
  const forMs = random.between(20, random.chance(0.3) ? FAULT_MS_MAX : 600);
  const of = random.chance(0.75) ? "host" : "node";
  const at = of === "host" ? host : node;
  const anybody = random.chance(0.3) ? { of: "client", at: client } as const : { of, at } as const;
  const type = random.weighted({
    join: 8,
    publish: 18,
    mute: 10,
    close: 4,
    show: 8,
    look: 4,
    leave: 4,
    disconnect: 4,
    resume: 5,
    end: 0.3,
    adopt: 5,
    drain: 2,
    crash: 5,
    pause: 5,
    cut: 6,
    slow: 3,
    logDown: 3,
    logLossy: 4,
    loseWorker: 2,
    crashBoth: 1,
    stall: 2,
    empty: 2,
    roam: 1.5,
    doubt: 1,
  });
  switch (type) {
    case "join":
    case "leave":
    case "disconnect":
    case "resume":
    case "look":
    case "roam":
    case "doubt":
      return { type, client };
    case "publish":
    case "mute":
    case "close":
      return { type, client, key };
    case "show":
      return { type, client, tiles: random.whole(0, 3) };
    case "end":
      return { type };
    case "adopt":
    case "drain":
      return { type, host };
    case "crash":
    case "pause":
      return { type, of, at, forMs };
    case "cut":
      return { type, ...anybody, forMs, noticed: random.chance(0.5), keeps: random.chance(0.5) };
    case "slow":
      return { type, ...anybody, forMs, byMs: random.between(50, 1_200) };
    case "logDown":
      return { type, forMs, silent: random.chance(0.4) };
    case "logLossy":
    case "crashBoth":
      return { type, forMs };
    case "loseWorker":
      return { type, node };
    case "stall":
      return { type, node, forMs };
    case "empty":
      return { type, node, ...(random.chance(0.6) && { forMs }) };
  }
}
