import type { Victim } from "../round.ts";
import { mediaBlow } from "./media.ts";

/** Kills the worker that carries the call; its node lives and starts another. */
export const mediaWorker: Victim = {
  name: "mediaWorker",
  strike: (scene) => mediaBlow(scene, ({ worker }) => Deno.kill(worker, "SIGKILL")),
};
