import { epochMs } from "../../../../tests/browser/probe/mod.ts";
import { until } from "../../../../tests/harness/until.ts";
import { observe } from "../observe.ts";
import { watch } from "../recovery.ts";
import type { Victim } from "../round.ts";
import { stagesOf } from "../stages.ts";
import { LOOK_MS, undisturbed } from "./undisturbed.ts";

const ANSWERED_LIMIT_MS = 10_000;
/** So many answers after the blow mean that the room is commanded again. */
const ANSWERS = 5;

/** Kills the control host that owns the call's room, while commands come in every 20 ms. */
export const controlHost: Victim = {
  name: "controlHost",
  async prepare(scene) {
    await scene.commands();
  },
  async strike(scene) {
    const usual = await undisturbed(scene);
    const owner = await scene.owner();
    const commands = await scene.commands();
    const sinceMs = epochMs();
    const blowAt = performance.now();
    const answered = commands.answered;
    scene.stack.process(owner).signal("SIGKILL");
    await until(
      `commands are answered after ${owner}'s death`,
      () => commands.answered - answered,
      (answers) => answers >= ANSWERS,
      ANSWERED_LIMIT_MS,
    );
    await watch(sinceMs + LOOK_MS - epochMs());
    const blackoutMs = [commands.blackoutSince(blowAt)];
    const { freezeMs, audioGapMs } = await observe(scene, { fromMs: sinceMs, toMs: epochMs() });
    const { adoptedMs } = stagesOf({ bus: scene.events.since(sinceMs), pages: [], sinceMs });
    await scene.stack.restart(owner, scene.variables);
    return {
      ...usual,
      blackoutMs,
      frameGapMs: freezeMs,
      soundGapMs: audioGapMs,
      ...(adoptedMs !== undefined && { adoptedMs: [adoptedMs] }),
    };
  },
};
