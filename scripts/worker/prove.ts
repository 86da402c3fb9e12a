import * as mediasoup from "mediasoup";
import type { types } from "mediasoup";
import { reasonOf, WorkerError } from "./errors.ts";
import { ProofPeer } from "./proof_peer.ts";

/** What a proof saw. */
export interface WorkerProof {
  /** From the start of the handshake until both sides had keys. */
  readonly handshakeMs: number;
}

/** How long the whole proof may take. */
export const PROOF_TIMEOUT_MS = 10_000;
const SEND_EVERY_MS = 20;
const LOOPBACK = "127.0.0.1";
const SSRC = 0x50524f56;
const PAYLOAD = new TextEncoder().encode("parley proves its worker");

const OPUS: types.RtpCodecCapability = {
  kind: "audio",
  mimeType: "audio/opus",
  preferredPayloadType: 100,
  clockRate: 48_000,
  channels: 2,
};

/**
 * Proves that a worker binary carries media: starts it, completes ICE and a DTLS handshake with a
 * real peer, and sends an SRTP packet in and gets its payload back through a consumer.
 *
 * A binary that merely starts says nothing: the classic broken build dies at its first handshake.
 *
 * @throws WorkerError `worker-proof-failed` when the worker can't be started, dies, or does not
 * get there within {@link PROOF_TIMEOUT_MS}.
 */
export async function proveWorker(workerBin: string): Promise<WorkerProof> {
  const scope = new AsyncDisposableStack();
  const stage = { current: "starting" };
  try {
    return await Promise.race([failure(scope, stage), exchange(workerBin, scope, stage)]);
  } catch (error) {
    throw new WorkerError(
      "worker-proof-failed",
      `Cannot accept ${workerBin}: while ${stage.current}: ${reasonOf(error)}`,
      { cause: error },
    );
  } finally {
    await scope.disposeAsync();
  }
}
