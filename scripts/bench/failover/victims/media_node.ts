import type { Victim } from "../round.ts";
import { mediaBlow } from "./media.ts";
import { workerOf } from "../worker_process.ts";

/** Kills the node that carries the call and its worker with it, as the loss of a machine would. */
export const mediaNode: Victim = {
  name: "mediaNode",
  async strike(scene) {
    const node = await scene.nodeInUse();
    const process = scene.stack.process(node);
    const worker = await workerOf(process.pid);
    const samples = await mediaBlow(scene, () => {
      process.signal("SIGKILL");
      Deno.kill(worker, "SIGKILL");
    });
    await scene.stack.restart(node);
    return samples;
  },
};
