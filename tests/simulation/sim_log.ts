/** A process's way to the log: slow, now and then unreachable, with answers that get lost. */
import {
  type ActorLog,
  type AppendResult,
  type LogContent,
  LogUnavailableError,
} from "../../control/actor/mod.ts";
import type { Random } from "./random.ts";
import type { Process, Scheduler } from "./scheduler.ts";

/** How long each half of an append, a read or a snapshot takes. */
const LATENCY_MS = { from: 0.2, to: 3 } as const;
/** An answer that has not come by then is given up. */
const TIMEOUT_MS = 400;
/** A request that was given up may still arrive so much later. */
const LATE_MS = 600;
const INJECTED = "the simulation's doing";

/** The weather at the log, shared by all processes and changed while a run goes on. */
export interface LogWeather {
  /** `refuses`: everything, and says so. `silent`: nothing gets through. */
  state: "up" | "refuses" | "silent";
  /** How likely an append's request gets lost or late, and how likely its answer. */
  lossChance: number;
}

export interface SimLogOptions {
  /** The log that all processes share. */
  log: ActorLog;
  process: Process;
  scheduler: Scheduler;
  random: Random;
  weather: LogWeather;
  /** Whether the process can reach the log at all: it goes by the same bus as everything. */
  reachable: () => boolean;
}

export class SimLog implements ActorLog {
  readonly #options: SimLogOptions;

  constructor(options: SimLogOptions) {
    this.#options = options;
  }

  append(
    actorId: string,
    expectedSeq: number,
    entryId: string,
    entry: Uint8Array,
  ): Promise<AppendResult> {
    const { log, process, scheduler, random, weather, reachable } = this.#options;
    return new Promise((resolve) => {
      const unknown = () => resolve({ ok: false, reason: "unknown", message: INJECTED });
      const cancel = scheduler.after(process, TIMEOUT_MS, unknown);
      const lost = random.chance(weather.lossChance);
      const fate = lost ? random.weighted({ lost: 1, late: 1, unanswered: 2 }) : "well";
      if (fate === "lost") return;
      const delayMs = this.#latencyMs() + (fate === "late" ? random.between(0, LATE_MS) : 0);
      // Under way it belongs to nobody: it is written even if the writer has died meanwhile.
      scheduler.after(undefined, delayMs, () => {
        if (process.alive && !reachable()) return;
        const answer = (result: AppendResult) => {
          if (fate === "unanswered" || !reachable()) return;
          scheduler.after(process, this.#latencyMs(), () => {
            cancel();
            resolve(result);
          });
        };
        if (weather.state === "silent") return;
        if (weather.state === "refuses") {
          return answer({ ok: false, reason: "unavailable", message: INJECTED });
        }
        log.append(actorId, expectedSeq, entryId, entry).then(answer, unknown);
      });
    });
  }

  read(actorId: string): Promise<LogContent> {
    return this.ask(() => this.#options.log.read(actorId));
  }

  lastSeq(actorId: string): Promise<number> {
    return this.ask(() => this.#options.log.lastSeq(actorId));
  }

  snapshot(actorId: string, seq: number, snapshot: Uint8Array): Promise<void> {
    return this.ask(() => this.#options.log.snapshot(actorId, seq, snapshot));
  }

  trim(actorId: string, seq: number): Promise<void> {
    return this.ask(() => this.#options.log.trim(actorId, seq));
  }

  purge(actorId: string, seq: number): Promise<void> {
    return this.ask(() => this.#options.log.purge(actorId, seq));
  }

  /** The way there and back of a question to whatever is kept beside the log. */
  ask<T>(question: () => Promise<T>): Promise<T> {
    const { process, scheduler, weather, reachable } = this.#options;
    return new Promise((resolve, reject) => {
      const cancel = scheduler.after(
        process,
        TIMEOUT_MS,
        () => reject(new LogUnavailableError(INJECTED)),
      );
      scheduler.after(undefined, this.#latencyMs(), () => {
        if (!reachable()) return;
        const answer = (give: () => void) => {
          scheduler.after(process, this.#latencyMs(), () => {
            cancel();
            give();
          });
        };
        if (weather.state === "silent") return;
        if (weather.state === "refuses") {
          return answer(() => reject(new LogUnavailableError(INJECTED)));
        }
        question().then((value) => answer(() => resolve(value)), reject);
      });
    });
  }

  #latencyMs(): number {
    return this.#options.random.between(LATENCY_MS.from, LATENCY_MS.to);
  }
}
