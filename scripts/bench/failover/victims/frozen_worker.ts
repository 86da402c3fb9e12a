import type { Victim } from "../round.ts";
import { childrenOf } from "../worker_process.ts";
import { mediaBlow } from "./media.ts";
import { until } from "../../../../tests/harness/until.ts";

const REPLACED_LIMIT_MS = 5_000;

/** Stops the worker that carries the call without ending it: nothing says that it is gone. */
export const frozenWorker: Victim = {
  name: "frozenWorker",
  async strike(scene) {
    let frozen = { pid: 0, worker: 0 };
    const samples = await mediaBlow(scene, ({ process: { pid }, worker }) => {
      frozen = { pid, worker };
      Deno.kill(worker, "SIGSTOP");
    });
    const { pid, worker } = frozen;
    endIfThere(worker);
    await until(
      "the node has another worker",
      () => childrenOf(pid),
      (workers) => workers.length === 1 && workers[0] !== worker,
      REPLACED_LIMIT_MS,
    );
    return samples;
  },
};

/** Its node may have ended it by itself. */
function endIfThere(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
