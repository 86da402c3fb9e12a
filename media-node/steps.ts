import type { MediaStep, RoomId, StepResult } from "../protocol/mod.ts";
import { ensureConsumer } from "./ensure_consumer.ts";
import { ensureProducer } from "./ensure_producer.ts";
import { ensureTap } from "./ensure_tap.ts";
import { ensureTransport } from "./ensure_transport.ts";
import { errorBody } from "./errors.ts";
import type { Forwardings } from "./forwardings.ts";
import type { Registry } from "./registry.ts";
import type { TransportState } from "./transport_state.ts";
import { waves } from "./waves.ts";

export interface StepContext {
  readonly registry: Registry;
  readonly forwardings: Pick<Forwardings, "follow">;
  readonly onTransportState: (
    roomId: RoomId,
    transportId: string,
    state: TransportState,
  ) => void;
  /** Told of failures that are nobody's refusal. */
  readonly report: (error: unknown, what: string, roomId: RoomId) => void;
}

/**
 * One result a step, in order. A step that fails doesn't keep those after it from being tried; none
 * begins once `signal` has aborted.
 */
export async function applySteps(
  context: StepContext,
  roomId: RoomId,
  steps: readonly MediaStep[],
  signal: AbortSignal,
): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const wave of waves(steps)) {
    signal.throwIfAborted();
    results.push(...await Promise.all(wave.map((step) => tryStep(context, roomId, step))));
  }
  return results;
}

async function tryStep(
  context: StepContext,
  roomId: RoomId,
  step: MediaStep,
): Promise<StepResult> {
  try {
    return { ok: true, ...await applyStep(context, roomId, step) };
  } catch (error) {
    const body = errorBody(error);
    if (body.code === "internal") context.report(error, step.type, roomId);
    return { ok: false, error: body };
  }
}

type Made = Omit<Extract<StepResult, { ok: true }>, "ok">;

async function applyStep(
  { registry, forwardings, onTransportState }: StepContext,
  roomId: RoomId,
  step: MediaStep,
): Promise<Made> {
  switch (step.type) {
    case "ensureRouter":
      await registry.open(roomId);
      return {};
    case "ensureTransport": {
      const { info } = await ensureTransport(
        registry.get(roomId),
        step,
        (id, state) => onTransportState(roomId, id, state),
      );
      return { transport: info };
    }
    case "ensureProducer":
      await ensureProducer(registry.get(roomId), step);
      return {};
    case "ensureConsumer": {
      const room = registry.get(roomId);
      const entry = await ensureConsumer(room, step);
      forwardings.follow(room, entry);
      return { consumer: entry.info };
    }
    case "ensureTap":
      return { tap: (await ensureTap(registry.get(roomId), step)).info };
    // What is to be gone and is gone needs no work, a room without router included.
    case "closeConsumer":
      registry.find(roomId)?.consumers.get(step.consumerId)?.consumer.close();
      return {};
    case "closeProducer":
      registry.find(roomId)?.producers.get(step.producerId)?.producer.close();
      return {};
    case "closeTransport":
      registry.find(roomId)?.transports.get(step.transportId)?.transport.close();
      return {};
    case "closeTap":
      registry.find(roomId)?.taps.get(step.tapId)?.transport.close();
      return {};
    case "closeRouter":
      registry.close(roomId);
      return {};
    default:
      return step satisfies never;
  }
}
