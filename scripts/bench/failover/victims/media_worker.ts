import type { Victim } from "../round.ts";
import { workerOf } from "../worker_process.ts";
import { mediaBlow } from "./media.ts";

/** Kills the worker that carries the call; its node lives and starts another. */
export const mediaWorker: Victim = {
  name: "mediaWorker",
  async strike(scene) {
    const worker = await workerOf(scene.stack.process(await scene.nodeInUse()).pid);
    return await mediaBlow(scene, () => Deno.kill(worker, "SIGKILL"));
  },
};
