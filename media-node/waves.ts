import type { MediaStep } from "../protocol/mod.ts";

/**
 * Splits steps into waves that run one after the other, the steps within one at once: neighbours of
 * one kind that concern different objects, and that only make or change their own. The results are
 * as if all ran in order.
 */
export function waves(steps: readonly MediaStep[]): MediaStep[][] {
  const result: MediaStep[][] = [];
  let ids = new Set<string>();
  for (const step of steps) {
    const id = idOf(step);
    const wave = result.at(-1);
    if (id !== undefined && wave?.[0]?.type === step.type && !ids.has(id)) {
      wave.push(step);
      ids.add(id);
    } else {
      result.push([step]);
      ids = new Set(id === undefined ? [] : [id]);
    }
  }
  return result;
}

/** The object that the step makes or changes; `undefined`: it must run alone. */
function idOf(step: MediaStep): string | undefined {
  switch (step.type) {
    case "ensureTransport":
      return step.transportId;
    case "ensureProducer":
      return step.producerId;
    case "ensureConsumer":
      return step.consumerId;
    case "ensureTap":
      return step.tapId;
    case "ensureRouter":
    case "closeConsumer":
    case "closeProducer":
    case "closeTransport":
    case "closeTap":
    case "closeRouter":
      return undefined;
    default:
      return step satisfies never;
  }
}
