import { DrainReply, subjects } from "../../../../protocol/mod.ts";
import { epochMs } from "../../../../tests/browser/probe/mod.ts";
import { until } from "../../../../tests/harness/until.ts";
import { recovered } from "../recovery.ts";
import type { Victim } from "../round.ts";
import { tellSlow } from "../story.ts";

const ANSWER_LIMIT_MS = 5_000;
/** From the request until the last room has left and the node has ended itself. */
const DRAINED_LIMIT_MS = 20_000;

/** Asks the node that carries the call to leave; it ends when the call has moved. */
export const drain: Victim = {
  name: "drain",
  async strike(scene) {
    const node = await scene.nodeInUse();
    const process = scene.stack.process(node);
    const sinceMs = epochMs();
    const answer = await scene.stack.bus.request(
      subjects.mediaDrain(node),
      { v: 1, draining: true },
      ANSWER_LIMIT_MS,
    );
    const reply = DrainReply.parse(answer);
    if (!reply.ok) throw new Error(`Cannot drain ${node}: ${reply.error.message}`);
    await until(`${node} has ended itself`, () => !process.alive, Boolean, DRAINED_LIMIT_MS);
    const drainedMs = epochMs() - sinceMs;
    const { freezeMs, audioGapMs } = await recovered(scene, sinceMs);
    await tellSlow(scene, sinceMs, freezeMs);
    await scene.stack.restart(node);
    return { freezeMs, audioGapMs, drainedMs: [drainedMs] };
  },
};
