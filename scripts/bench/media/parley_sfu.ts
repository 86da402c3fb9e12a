/** A media node of ours, with the bench as the room's owner. */
import { connectNats, silentLogger } from "../../../kit/mod.ts";
import { NatsServer } from "../../../kit/testing/nats_server.ts";
import {
  type MediaStep,
  type NodeEnvelope,
  NodeReply,
  type StepResult,
  subjects,
} from "../../../protocol/mod.ts";
import { Child } from "../../../tests/harness/child.ts";
import { mediaProcess } from "../../../tests/harness/processes.ts";
import { SyntheticTrack } from "../../../tests/harness/synthetic_track.ts";
import { until } from "../../../tests/harness/until.ts";
import type { RemoteTransport } from "../../worker/proof_peer.ts";
import { ensureWorker } from "../../worker/mod.ts";
import { childrenOf } from "./processor_time.ts";
import type { Sfu } from "./sfu.ts";
import { LOAD, type LocalPeer } from "./wire.ts";

const NODE = "bench-node";
const ROOM = "bench-room";
const ANSWER_LIMIT_MS = 10_000;
const SOURCES = { audio: "mic", video: "cam" } as const;

export async function startParley(address: string): Promise<Sfu> {
  await using disposables = new AsyncDisposableStack();
  const nats = disposables.use(await NatsServer.start());
  const bus = await connectNats({ servers: [nats.url], name: "bench", logger: silentLogger() });
  disposables.defer(() => bus.close());
  const child = disposables.use(Child.spawn(mediaProcess({
    name: NODE,
    workerBin: (await ensureWorker()).bin,
    mediaPort: 0,
    healthPort: 0,
    natsUrls: [nats.url],
    natsPassword: "",
    postgresUrl: "postgres://localhost",
    redisUrl: "redis://localhost",
    objectsFolder: "",
    variables: { PARLEY_MEDIA_LISTEN_IP: address, PARLEY_MEDIA_ANNOUNCED_ADDRESS: address },
  })));
  await until("the media node is ready", () => child.tail, (said) => said.includes('"ready"'));
  const all = disposables.move();
  let peers = 0;

  async function apply(steps: MediaStep[]): Promise<StepResult[]> {
    const envelope: NodeEnvelope = {
      v: 1,
      id: crypto.randomUUID(),
      roomId: ROOM,
      epoch: 1,
      deadlineAt: Date.now() + ANSWER_LIMIT_MS,
      body: { type: "apply", steps },
    };
    const reply = NodeReply.parse(
      await bus.request(subjects.mediaCommand(NODE), envelope, ANSWER_LIMIT_MS),
    );
    if (!reply.ok) throw new Error(`Cannot apply: ${reply.error.message}`);
    return (reply.results ?? []).map((result) => {
      if (!result.ok) throw new Error(`Cannot apply: ${result.error.message}`);
      return result;
    });
  }

  async function admit(transportId: string, local: LocalPeer): Promise<RemoteTransport> {
    const fingerprints = [{ algorithm: "sha-256" as const, value: local.fingerprint }];
    const [, made] = await apply([
      { type: "ensureRouter" },
      { type: "ensureTransport", transportId, dtls: { role: "client", fingerprints } },
    ]);
    if (!made?.ok || !made.transport) throw new Error("Cannot admit: the node named no transport");
    return made.transport;
  }

  return {
    name: "parley",
    pids: async () => [child.pid, ...await childrenOf(child.pid)],
    async publish(local) {
      const remote = await admit("sender", local);
      await apply(
        Object.entries(SOURCES).map(([kind, source]) => ({
          type: "ensureProducer",
          producerId: source,
          transportId: "sender",
          kind: kind === "audio" ? "audio" : "video",
          rtpParameters: new SyntheticTrack(source, {
            ssrc: LOAD[kind === "audio" ? "audio" : "video"].ssrc,
          }).rtpParameters,
          paused: false,
        })),
      );
      return remote;
    },
    async subscribe(local) {
      const transportId = `receiver-${++peers}`;
      const remote = await admit(transportId, local);
      await apply(
        Object.values(SOURCES).map((producerId) => ({
          type: "ensureConsumer",
          consumerId: `${transportId}-${producerId}`,
          transportId,
          producerId,
          capabilities: { codecs: ["opus", "vp8"], extensions: ["mid"] },
          paused: false,
        })),
      );
      return remote;
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
