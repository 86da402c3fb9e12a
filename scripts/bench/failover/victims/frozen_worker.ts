import type { Victim } from "../round.ts";
import { mediaBlow } from "./media.ts";

/** Stops the worker that carries the call without ending it: nothing says that it is gone. */
export const frozenWorker: Victim = {
  name: "frozenWorker",
  async strike(scene) {
    let frozen = 0;
    const samples = await mediaBlow(scene, ({ worker }) => {
      frozen = worker;
      Deno.kill(worker, "SIGSTOP");
    });
    endIfThere(frozen);
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
