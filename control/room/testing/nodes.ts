/** A media node in perfect health, for tests of plans. */
import type { MediaStep, StepResult } from "../../../protocol/mod.ts";
import type { Holdings } from "../holdings.ts";
import { DTLS, VIDEO } from "./given.ts";

/** Does every step. */
export function doAll(have: Holdings, steps: readonly MediaStep[]): void {
  for (const step of steps) have.record(step, madeBy(step));
}

function madeBy(step: MediaStep): Extract<StepResult, { ok: true }> {
  if (step.type === "ensureTransport") {
    const iceParameters = { usernameFragment: "u", password: "p" };
    return {
      ok: true,
      transport: { id: step.transportId, iceParameters, iceCandidates: [], dtlsParameters: DTLS },
    };
  }
  if (step.type === "ensureConsumer") {
    const { consumerId: id, producerId } = step;
    return { ok: true, consumer: { id, producerId, kind: "audio", rtpParameters: VIDEO } };
  }
  return { ok: true };
}
