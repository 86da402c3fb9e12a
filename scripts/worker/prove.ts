import * as mediasoup from "mediasoup";
import type { types } from "mediasoup";
import { Alarm } from "./alarm.ts";
import { reasonOf, WorkerError } from "./errors.ts";
import { ProofPeer } from "./proof_peer.ts";
import { workerStarts } from "./starts.ts";

/** What a proof saw. */
export interface WorkerProof {
  /** From the first ICE check until both sides had keys. */
  readonly handshakeMs: number;
}

/** How long a proof may take as a whole. */
const PROOF_TIMEOUT_MS = 10_000;
/** A worker told to close is gone in milliseconds. */
const EXIT_TIMEOUT_MS = 2_000;
/** Media before the handshake's end is dropped silently, so the packet is repeated. */
const SEND_EVERY_MS = 20;
const LOOPBACK = "127.0.0.1";
const SSRC = 0x50524f56;
const PAYLOAD = new TextEncoder().encode("parley proves its worker");

const OPUS = {
  kind: "audio",
  mimeType: "audio/opus",
  preferredPayloadType: 100,
  clockRate: 48_000,
  channels: 2,
} satisfies types.RouterRtpCodecCapability;

/**
 * Proves that a worker binary carries media: starts it, completes ICE and a DTLS handshake with a
 * real peer, sends an SRTP packet in and gets its payload back through a consumer.
 *
 * A binary that merely starts says nothing: the classic broken build dies at its first handshake.
 *
 * @throws WorkerError `worker-proof-failed` when the worker can't be started, dies, or has not
 * come that far within `timeoutMs`.
 */
export async function proveWorker(
  workerBin: string,
  timeoutMs = PROOF_TIMEOUT_MS,
): Promise<WorkerProof> {
  const alarm = new Alarm(timeoutMs);
  try {
    return await proof(workerBin, alarm);
  } catch (error) {
    throw new WorkerError(
      "worker-proof-failed",
      `Cannot accept ${workerBin} as mediasoup's worker: ${reasonOf(error)}`,
      { cause: error },
    );
  } finally {
    alarm.cancel();
  }
}

async function proof(workerBin: string, alarm: Alarm): Promise<WorkerProof> {
  if (!await workerStarts(workerBin)) throw new Error("it does not start on this machine");
  const worker = await startWorker(workerBin, alarm);
  const exited = new Promise<void>((resolve) => worker.once("subprocessclose", () => resolve()));
  try {
    const router = await alarm.during(
      "making a router",
      worker.createRouter({ mediaCodecs: [OPUS] }),
    );
    const transport = await alarm.during(
      "making a transport",
      router.createWebRtcTransport({ listenInfos: [{ protocol: "udp", ip: LOOPBACK }] }),
    );
    const peer = await alarm.during("opening the peer", ProofPeer.open(LOOPBACK));
    try {
      const handshakeMs = await shakeHands(transport, peer, alarm);
      await returnOnePacket(router, transport, peer, alarm);
      return { handshakeMs };
    } finally {
      await peer.close();
    }
  } finally {
    worker.close();
    await ended(worker.pid, exited);
  }
}

/** A closed worker leaves by itself; one that hangs is killed. */
async function ended(pid: number, exited: Promise<void>): Promise<void> {
  const kill = setTimeout(() => {
    try {
      Deno.kill(pid, "SIGKILL");
    } catch {
      // It has just gone.
    }
  }, EXIT_TIMEOUT_MS);
  await exited;
  clearTimeout(kill);
}

async function startWorker(workerBin: string, alarm: Alarm): Promise<types.Worker> {
  // Always named: without it mediasoup looks for a binary that its own install script would have
  // fetched, or for what MEDIASOUP_WORKER_BIN said when the module was loaded.
  const starting = mediasoup.createWorker({ workerBin, logLevel: "none" });
  try {
    const worker = await alarm.during("starting the worker", starting);
    worker.once("died", (error) => alarm.ring(`the worker died: ${error.message}`));
    return worker;
  } catch (error) {
    // A worker that comes up after the alarm is closed at once. One that never does can't be: until
    // it has spoken mediasoup gives no hold of it. It ends with its channel, which ends with us.
    starting.then((late) => late.close(), () => {});
    throw error;
  }
}

async function shakeHands(
  transport: types.WebRtcTransport,
  peer: ProofPeer,
  alarm: Alarm,
): Promise<number> {
  const startedAt = performance.now();
  const connected = new Promise<void>((resolve) => {
    transport.on("dtlsstatechange", (state) => {
      if (state === "connected") resolve();
      if (state === "failed") alarm.ring("the worker's side of the DTLS handshake failed");
    });
  });
  await alarm.during(
    "waiting for ICE and DTLS",
    Promise.all([
      transport.connect({ dtlsParameters: peer.dtlsParameters }),
      peer.connect(transport),
      connected,
    ]),
  );
  return Math.round(performance.now() - startedAt);
}

/** The worker decrypts the packet, routes it to a consumer, and encrypts it again. */
async function returnOnePacket(
  router: types.Router,
  transport: types.WebRtcTransport,
  peer: ProofPeer,
  alarm: Alarm,
): Promise<void> {
  const { mimeType, clockRate, channels, preferredPayloadType: payloadType } = OPUS;
  const producer = await alarm.during(
    "producing",
    transport.produce({
      kind: "audio",
      rtpParameters: {
        codecs: [{ mimeType, clockRate, channels, payloadType }],
        encodings: [{ ssrc: SSRC }],
      },
    }),
  );
  await alarm.during(
    "consuming",
    transport.consume({ producerId: producer.id, rtpCapabilities: router.rtpCapabilities }),
  );

  const returned = new Promise<void>((resolve) => {
    peer.onRtp(({ payload }) => {
      if (payload.equals(PAYLOAD)) resolve();
    });
  });
  let sequenceNumber = 0;
  const sending = setInterval(() => {
    sequenceNumber++;
    peer.send({
      ssrc: SSRC,
      payloadType,
      sequenceNumber,
      timestamp: sequenceNumber * 960, // 20 ms of Opus (RFC 7587).
      payload: PAYLOAD,
    }).catch((error) => alarm.ring(`the peer could not send: ${reasonOf(error)}`));
  }, SEND_EVERY_MS);
  try {
    await alarm.during("waiting for a packet to come back", returned);
  } finally {
    clearInterval(sending);
  }
}
