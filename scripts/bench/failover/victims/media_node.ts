import type { Victim } from "../round.ts";
import { mediaBlow } from "./media.ts";

/** Kills the node that carries the call and its worker with it, as the loss of a machine would. */
export const mediaNode: Victim = {
  name: "mediaNode",
  async strike(scene) {
    let killed = "";
    const samples = await mediaBlow(scene, ({ name, process, worker }) => {
      killed = name;
      process.signal("SIGKILL");
      Deno.kill(worker, "SIGKILL");
    });
    await scene.stack.restart(killed);
    return samples;
  },
};
