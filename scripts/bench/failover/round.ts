/** Kills one thing again and again, and keeps what each kill did to the call. */
import { NotReachedError } from "../../../tests/harness/until.ts";
import { progress } from "../report.ts";
import type { Scene } from "./scene.ts";
import { settle } from "./settle.ts";

/** Samples of one kill, by metric: `{ freezeMs: [71, 80] }`. */
export type Samples = Readonly<Record<string, readonly number[]>>;

/** One kind of kill. */
export interface Victim {
  /** Its key in the report. */
  readonly name: string;
  /** Before the first kill, and after the last. */
  readonly prepare?: (scene: Scene) => Promise<void>;
  readonly restore?: (scene: Scene) => Promise<void>;
  /** Kills, waits for the recovery, measures, and starts again what it killed. */
  strike(scene: Scene): Promise<Samples>;
  /** Default: as many as asked for. */
  readonly killsMax?: number;
}

export interface Series {
  readonly name: string;
  readonly kills: number;
  /** Reasons of the kills whose recovery was not reached. */
  readonly failures: readonly string[];
  readonly samples: Readonly<Record<string, readonly number[]>>;
}

/** Kills in a row without recovery after which a series ends: the call itself is broken. */
const FAILURES_IN_A_ROW_MAX = 3;

export async function runSeries(
  scene: Scene,
  victim: Victim,
  kills: number,
  tick: (text: string) => void,
): Promise<Series> {
  const samples: Record<string, number[]> = {};
  const failures: string[] = [];
  let inARow = 0;
  let done = 0;
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
      inARow = 0;
    } catch (error) {
      if (!(error instanceof NotReachedError)) throw error;
      inARow++;
      failures.push(error.message);
      progress(`${victim.name}: ${error.message}`);
      await scene.revive();
    }
  };
  await attempt(async () => await victim.prepare?.(scene));
  while (done < kills && inARow < FAILURES_IN_A_ROW_MAX) {
    done++;
    await attempt(async () => {
      await settle(scene);
      const round = await victim.strike(scene);
      for (const [metric, values] of Object.entries(round)) {
        (samples[metric] ??= []).push(...values);
      }
      tick(`${victim.name} ${done}/${kills}: ${shortly(round)}`);
    });
  }
  await attempt(async () => await victim.restore?.(scene));
  return { name: victim.name, kills: done, failures, samples };
}

function shortly(samples: Samples): string {
  return Object.entries(samples)
    .map(([metric, values]) => `${metric} ${values.map(Math.round).join(", ")}`)
    .join("; ");
}
