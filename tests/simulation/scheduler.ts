/** Virtual time: everything that happens in a simulation is an event of one process. */
import type { Clock } from "../../kit/mod.ts";
import type { Random } from "./random.ts";

/** Virtual time 0 as a wall clock shows it, in epoch ms. */
export const EPOCH_MS = 1_750_000_000_000;
/** Events in one run; beyond it something goes round in circles. */
const EVENTS_MAX = 100_000;

/** A process that can stop for good or for a while. */
export class Process {
  alive = true;
  /** Its events wait until it goes on. */
  paused = false;
  /** How far its wall clock is off. */
  readonly skewMs: number;

  constructor(readonly name: string, skewMs = 0) {
    this.skewMs = skewMs;
  }
}

interface Scheduled {
  readonly atMs: number;
  /** Decides between events of the same moment. */
  readonly tie: number;
  readonly process: Process | undefined;
  run: (() => void) | undefined;
}

export class SimulationStuckError extends Error {
  override readonly name = "SimulationStuckError";
}

/**
 * Runs events in the order of their time, ties by chance, and lets all promises settle after each.
 * Events of a dead process are dropped, those of a paused one wait.
 */
export class Scheduler {
  readonly #random: Random;
  readonly #queue: Scheduled[] = [];
  readonly #held: Scheduled[] = [];
  #nowMs = 0;
  #events = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Events run so far. */
  get events(): number {
    return this.#events;
  }

  /** Runs `run` as an event of `process`, or of the world; returns its cancel. */
  after(process: Process | undefined, delayMs: number, run: () => void): () => void {
    const atMs = this.#nowMs + Math.max(0, delayMs);
    const event: Scheduled = { atMs, tie: this.#random.next(), process, run };
    this.#push(event);
    return () => event.run = undefined;
  }

  clockOf(process: Process): Clock {
    return {
      wallMs: () => EPOCH_MS + Math.floor(this.#nowMs) + process.skewMs,
      monotonicMs: () => this.#nowMs,
      after: (delayMs, run) => this.after(process, delayMs, run),
    };
  }

  /** Lets a paused process go on: what waited happens now, in its order. */
  release(process: Process): void {
    process.paused = false;
    const mine = this.#held.filter((event) => event.process === process);
    const others = this.#held.filter((event) => event.process !== process);
    this.#held.splice(0, this.#held.length, ...others);
    for (const [index, event] of mine.entries()) {
      // A hair apart, so that they keep their order.
      const atMs = this.#nowMs + index * 1e-6;
      this.after(process, atMs - this.#nowMs, () => {
        const { run } = event;
        event.run = undefined;
        run?.();
      });
    }
  }

  /** Lets `ms` of virtual time pass. Throws {@linkcode SimulationStuckError} if that never ends. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settle();
    for (let next; (next = this.#queue[0]) && next.atMs <= untilMs;) {
      this.#pop();
      if (!next.run || next.process?.alive === false) continue;
      if (next.process?.paused) {
        this.#held.push(next);
        continue;
      }
      if (++this.#events > EVENTS_MAX) {
        throw new SimulationStuckError(`Cannot finish: ${EVENTS_MAX} events have happened`);
      }
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      const { run } = next;
      next.run = undefined;
      run();
      await settle();
    }
    this.#nowMs = untilMs;
  }

  #push(event: Scheduled): void {
    const queue = this.#queue;
    let at = queue.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = queue[parent];
      if (!above || before(above, event)) break;
      queue[at] = above;
      at = parent;
    }
    queue[at] = event;
  }

  #pop(): void {
    const queue = this.#queue;
    const last = queue.pop();
    if (!last || queue.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const [one, two] = [queue[left], queue[left + 1]];
      if (!one) break;
      const child = two && before(two, one) ? two : one;
      if (before(last, child)) break;
      queue[at] = child;
      at = child === one ? left : left + 1;
    }
    queue[at] = last;
  }
}

function before(a: Scheduled, b: Scheduled): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.tie < b.tie);
}

/** A turn of the event loop: every promise that can settle has settled. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
