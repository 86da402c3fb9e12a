import { epochMs } from "../../../../tests/browser/probe/mod.ts";
import { until } from "../../../../tests/harness/until.ts";
import type { Victim } from "../round.ts";

const REPLACED_LIMIT_MS = 10_000;
/** Each waits for missed beats. */
const KILLS_MAX = 10;

/** Stops the owner of the call's room without ending it, until another answers durably. */
export const frozenHost: Victim = {
  name: "frozenHost",
  killsMax: KILLS_MAX,
  async prepare(scene) {
    await scene.commands();
  },
  async strike(scene) {
    const process = scene.stack.process(await scene.owner());
    const sinceMs = epochMs();
    process.signal("SIGSTOP");
    try {
      // Facts are told once they are in the log; the first one after the adoption is an answer's.
      const facts = await until(
        "another host has answered a durable command",
        () => {
          const events = scene.events.since(sinceMs);
          const adopted = events.findIndex(({ what }) => what === "adopted");
          return adopted < 0
            ? undefined
            : events.slice(adopted).find(({ what }) => what === "facts");
        },
        (event) => event !== undefined,
        REPLACED_LIMIT_MS,
      );
      return { frozenHostMs: [(facts?.at ?? Infinity) - sinceMs] };
    } finally {
      process.signal("SIGCONT");
    }
  },
};
