/** A look, before the call, at how well this network reaches where media would be. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { IceServer, NetworkCheck } from "../../../protocol/mod.ts";
import { LinkDown, Refusal } from "../../link/errors.ts";
import type { ProbeOptions, Reach } from "../../link/ice_probe.ts";
import type { Loop } from "../../link/relay_loop.ts";
import { type Doors, doorsOf, relaysByWay } from "./doors.ts";
import { type Measurements, type RelayWay, type Verdict, verdict } from "./verdict.ts";

/** Why a check could not be made. */
export type CheckProblem = "offline" | "busy" | "unserved" | "unexpected";

export type CheckState =
  | { readonly kind: "idle" }
  /** Steps done, of so many. */
  | { readonly kind: "running"; readonly done: number; readonly steps: number }
  | {
    readonly kind: "done";
    readonly verdict: Verdict;
    readonly measurements: Measurements;
    /** What a closed network would have to open. */
    readonly doors: Doors;
  }
  | { readonly kind: "failed"; readonly problem: CheckProblem };

/** What a check does to the network, to be told apart in tests. */
export interface CheckTools {
  /** Asks the API for targets. */
  begin(): Promise<NetworkCheck>;
  probe(options: ProbeOptions): Promise<Reach | null>;
  loop(relay: IceServer, signal: AbortSignal): Promise<Loop | null>;
}

export interface Check {
  readonly state: ReadonlySignal<CheckState>;
  /** A quick look that nobody asked for: says nothing where it can't be made. */
  look(): Promise<void>;
  /** Everything: every way, and what goes through. */
  run(): Promise<void>;
  stop(): void;
}

export function createNetworkCheck({ begin, probe, loop }: CheckTools): Check {
  const state = signal<CheckState>({ kind: "idle" });
  let current: AbortController | undefined;

  async function make(isThorough: boolean): Promise<void> {
    current?.abort();
    const mine = current = new AbortController();
    const { signal } = mine;
    try {
      state.value = { kind: "running", done: 0, steps: 1 };
      const plan = await begin();
      signal.throwIfAborted();
      if (plan.targets.length === 0) throw new Unserved("Cannot check: no media node is there");
      const measurements = await measure(plan, isThorough, signal);
      const doors = doorsOf(plan);
      state.value = { kind: "done", verdict: verdict(measurements), measurements, doors };
    } catch (error) {
      if (signal.aborted) return;
      state.value = isThorough ? { kind: "failed", problem: problemOf(error) } : { kind: "idle" };
    }
  }

  async function measure(
    plan: NetworkCheck,
    isThorough: boolean,
    signal: AbortSignal,
  ): Promise<Measurements> {
    const relayOnly = plan.iceTransportPolicy === "relay";
    const relays = relaysByWay(plan.iceServers);
    const [first] = plan.targets;
    const direct = relayOnly ? [] : plan.targets;
    let done = 0;
    let steps = direct.length * (isThorough ? 2 : 1);
    const step = async <T>(work: Promise<T>): Promise<T> => {
      const result = await work;
      if (!signal.aborted) state.value = { kind: "running", done: ++done, steps };
      return result;
    };
    state.value = { kind: "running", done, steps: Math.max(1, steps) };

    const nodes = await Promise.all(direct.map(async ({ nodeId, region, transport }) => {
      const reach = (way: "udp" | "tcp") => step(probe({ transport, ways: [way], signal }));
      const [udp, tcp] = await Promise.all([reach("udp"), isThorough ? reach("tcp") : undefined]);
      return { nodeId, region, udp, ...(tcp !== undefined && { tcp }) };
    }));

    const needsRelays = isThorough || nodes.every(({ udp }) => udp === null);
    const tried = needsRelays && first ? [...relays] : [];
    steps += tried.length;
    const reached = await Promise.all(tried.map(async ([way, relay]) => {
      const { transport } = first ?? raise();
      const reach = await step(probe({ transport, ways: ["udp"], relay, signal }));
      return [way, reach] as const;
    }));

    const open = reached.find(([, reach]) => reach !== null);
    const relay = open && relays.get(open[0]);
    if (isThorough && relay) steps++;
    const through = isThorough && relay ? await step(loop(relay, signal)) : null;
    const found: Partial<Record<RelayWay, Reach | null>> = Object.fromEntries(reached);
    return { nodes, relays: found, loop: through, relayOnly };
  }

  return {
    state,
    look: () => make(false),
    run: () => make(true),
    stop() {
      current?.abort();
      current = undefined;
      if (state.peek().kind === "running") state.value = { kind: "idle" };
    },
  };
}

/** There is nothing to reach: not the network's fault. */
class Unserved extends Error {
  override readonly name = "Unserved";
}

function raise(): never {
  throw new Error("Cannot probe a relay: there is no node to reach through it");
}

function problemOf(error: unknown): CheckProblem {
  if (error instanceof LinkDown) return "offline";
  if (error instanceof Unserved) return "unserved";
  if (!(error instanceof Refusal)) return "unexpected";
  return error.code === "rate-limited" || error.code === "overloaded" ? "busy" : "unexpected";
}
