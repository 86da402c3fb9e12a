/** The difference between what a media node should hold of a room and what it holds, as steps. */
import type { MediaStep } from "../../protocol/mod.ts";
import type { Holdings } from "./holdings.ts";
import { mayStay } from "./taps.ts";
import type { Wanted } from "./wanted.ts";

export type Ensure<T extends MediaStep["type"]> = Extract<MediaStep, { type: T }>;

/**
 * Steps that lead from `have` to `wanted`, each possible once those before it are done: what is to
 * stop first, parents before children. Nothing is asked for twice: a plan for what is there already is
 * empty, which is also how the loop that runs plans knows that it is done.
 */
export function plan(wanted: Wanted, have: Holdings): MediaStep[] {
  if (!wanted.router) return have.router ? [{ type: "closeRouter" }] : [];
  const streams = consumers(wanted, have);
  const isStop = ({ consumerId, paused }: Ensure<"ensureConsumer">) =>
    paused && have.consumers.has(consumerId);
  return [
    ...closings(wanted, have),
    ...streams.filter(isStop),
    ...(have.router ? [] : [{ type: "ensureRouter" } as const]),
    ...transports(wanted, have),
    ...producers(wanted, have),
    ...streams.filter((step) => !isStop(step)),
    ...[...wanted.taps?.steps.values() ?? []].filter(({ tapId }) => !have.taps.has(tapId)),
  ];
}

function closings(wanted: Wanted, have: Holdings): MediaStep[] {
  const closedTransports = new Set(
    [...have.transports.keys()].filter((id) => !wanted.transports.has(id)),
  );
  // What is on a closed transport goes with it.
  const survives = ({ transportId }: { transportId: string }) => !closedTransports.has(transportId);
  return [
    ...[...have.consumers.values()].filter(survives)
      .filter(({ info }) => !wanted.consumers.has(info.id))
      .map(({ info }) => ({ type: "closeConsumer", consumerId: info.id }) as const),
    ...[...have.taps.keys()].filter((id) => wanted.taps && !mayStay(wanted.taps, id))
      .map((tapId) => ({ type: "closeTap", tapId }) as const),
    ...[...have.producers.values()].filter(survives).filter(({ id }) => !wanted.producers.has(id))
      .map(({ id }) => ({ type: "closeProducer", producerId: id }) as const),
    ...[...closedTransports].map((id) => ({ type: "closeTransport", transportId: id }) as const),
  ];
}

function transports(wanted: Wanted, have: Holdings): MediaStep[] {
  return [...wanted.transports.values()].filter((step) => {
    const transport = have.transports.get(step.transportId);
    return !transport || (step.dtls !== undefined && !transport.connected) ||
      (step.ice ?? 0) > (transport.ice ?? 0);
  });
}

function producers(wanted: Wanted, have: Holdings): MediaStep[] {
  return [...wanted.producers.values()].filter((step) =>
    have.producers.get(step.producerId)?.paused !== step.paused
  );
}

function consumers(wanted: Wanted, have: Holdings): Ensure<"ensureConsumer">[] {
  return [...wanted.consumers.values()].filter((step) => {
    const consumer = have.consumers.get(step.consumerId);
    return consumer?.paused !== step.paused ||
      (step.layers !== undefined && consumer.layers?.spatial !== step.layers.spatial) ||
      (step.priority !== undefined && (consumer.priority ?? 1) !== step.priority);
  });
}
