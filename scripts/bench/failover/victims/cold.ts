import type { Scene } from "../scene.ts";
import type { Victim } from "../round.ts";
import { mediaWorker } from "./media_worker.ts";

/** A killed worker while nobody has a second plane: everything is made anew. */
export const cold: Victim = {
  name: "cold",
  prepare: (scene) => restartHosts(scene, "off"),
  restore: (scene) => restartHosts(scene, "on"),
  strike: (scene) => mediaWorker.strike(scene),
};

/** One by one, so that rooms are handed over and the call goes on. */
async function restartHosts(scene: Scene, standby: Scene["standby"]): Promise<void> {
  scene.standby = standby;
  for (const name of scene.hosts) await scene.stack.restart(name, scene.variables);
}
