/** What broken variants are made of. */
import { z } from "zod";
import type { ActorLog } from "../../control/actor/mod.ts";
import type { BusHandler, BusMessage } from "../../kit/mod.ts";

/** A command to a media node that tells of steps. */
export const Steps = z.looseObject({
  body: z.looseObject({
    type: z.literal("apply"),
    steps: z.array(z.looseObject({ type: z.string() })),
  }),
});

const Results = z.looseObject({ results: z.array(z.unknown()) });

/** The same log but for a few of its methods. */
export function altered(log: ActorLog, changes: Partial<ActorLog>): ActorLog {
  return {
    append: (...args) => log.append(...args),
    read: (id) => log.read(id),
    lastSeq: (id) => log.lastSeq(id),
    snapshot: (...args) => log.snapshot(...args),
    trim: (...args) => log.trim(...args),
    purge: (...args) => log.purge(...args),
    ...changes,
  };
}

/** A node that says that it did the steps of some types, and did not. */
export function without(
  message: BusMessage,
  pass: BusHandler,
  isLeftOut: (type: string) => boolean,
): void | Promise<void> {
  const apply = Steps.safeParse(message.body).data;
  if (!apply) return pass(message);
  const steps = apply.body.steps.filter(({ type }) => !isLeftOut(type));
  const body = { ...apply, body: { ...apply.body, steps } };
  const kept = apply.body.steps.map(({ type }) => !isLeftOut(type));
  if (steps.length === 0) {
    return message.respond({ v: 1, ok: true, results: kept.map(() => ({ ok: true })) });
  }
  return pass({ ...message, body, respond: (answer) => message.respond(restored(answer, kept)) });
}

/** Results for all steps, those that were left out having gone well. */
function restored(answer: unknown, kept: readonly boolean[]): unknown {
  const reply = Results.safeParse(answer).data;
  if (!reply) return answer;
  const left = [...reply.results];
  return { ...reply, results: kept.map((isKept) => isKept ? left.shift() : { ok: true }) };
}
