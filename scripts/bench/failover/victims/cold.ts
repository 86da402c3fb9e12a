import type { Scene } from "../scene.ts";
import type { Victim } from "../round.ts";
import { mediaWorker } from "./media_worker.ts";

/** A killed worker while nobody has a second plane: everything is made anew. */
export const cold: Victim = {
  name: "cold",
  async prepare(scene) {
    await restartHosts(scene, "off");
    // The second planes that are there already go with their node.
    const inUse = await scene.nodeInUse();
    for (const name of scene.nodes) if (name !== inUse) await scene.stack.restart(name);
  },
  restore: (scene) => restartHosts(scene, "on"),
  strike: (scene) => mediaWorker.strike(scene),
};

/** One by one, so that rooms are handed over and the call goes on. */
async function restartHosts(scene: Scene, standby: Scene["standby"]): Promise<void> {
  scene.standby = standby;
  for (const name of scene.hosts) await scene.stack.restart(name, scene.variables);
}
