/** A process of peers: those of one process share a processor, and can be stopped together. */
import { Buffer } from "node:buffer";
import { createSocket } from "node:dgram";
import { TextLineStream } from "../../worker/text_lines.ts";
import { ProofPeer } from "../../worker/proof_peer.ts";
import { Probe } from "./probe.ts";
import { StampedLoad, stampOf } from "./stamped_load.ts";
import { LOAD, type LocalPeer, type PeerRequest, type Seen } from "./wire.ts";

const DIRECT_PACKETS = 400;

const [address = ""] = Deno.args;
const peers: ProofPeer[] = [];
const probes: Probe[] = [];
let load: StampedLoad | undefined;

async function answer(request: PeerRequest): Promise<unknown> {
  switch (request.type) {
    case "open": {
      const peer = await ProofPeer.open(address);
      const [fingerprint] = peer.dtlsParameters.fingerprints;
      const local: LocalPeer = {
        iceParameters: peer.iceParameters,
        fingerprint: fingerprint?.value ?? "",
      };
      return { peer: peers.push(peer) - 1, local };
    }
    case "connect":
      return await peerOf(request.peer).connect(request.remote);
    case "deafen":
      return peerOf(request.peer).deafen();
    case "probe": {
      const probe = new Probe();
      probes.push(probe);
      return peerOf(request.peer).onRtp((packet) => probe.see(packet));
    }
    case "send": {
      const peer = peerOf(request.peer);
      load ??= new StampedLoad((packet) => peer.send(packet));
      return load.start();
    }
    case "stop":
      return load?.stop();
    case "read": {
      const all = probes.map((probe) => probe.take());
      return {
        sent: load?.takeSent() ?? 0,
        received: all.reduce((sum, { received }) => sum + received, 0),
        lost: all.reduce((sum, { lost }) => sum + lost, 0),
        latenciesMs: all.flatMap(({ latenciesMs }) => latenciesMs),
      } satisfies Seen;
    }
    case "direct":
      return await direct();
    case "close": {
      load?.stop();
      await Promise.all(peers.splice(0).map((peer) => peer.close()));
      probes.length = 0;
      return;
    }
    default:
      return request satisfies never;
  }
}

function peerOf(number: number): ProofPeer {
  const peer = peers[number];
  if (!peer) throw new Error(`Cannot use peer ${number}: there are ${peers.length}`);
  return peer;
}

/** How late packets are when nothing is between the sockets. */
async function direct(): Promise<number[]> {
  const latenciesMs: number[] = [];
  const receiver = createSocket("udp4");
  await new Promise<void>((resolve) => receiver.bind(0, address, resolve));
  const done = Promise.withResolvers<void>();
  receiver.on("message", (payload) => {
    latenciesMs.push(performance.now() - stampOf(payload));
    if (latenciesMs.length === DIRECT_PACKETS) done.resolve();
  });
  const sender = createSocket("udp4");
  const { port } = receiver.address();
  const stamped = new StampedLoad(async ({ payload, payloadType }) => {
    if (payloadType === LOAD.video.payloadType) sender.send(Buffer.from(payload), port, address);
    await Promise.resolve();
  });
  stamped.start();
  await done.promise;
  stamped.stop();
  sender.close();
  receiver.close();
  return latenciesMs;
}

const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).pipeThrough(
  new TextLineStream(),
);
for await (const line of lines) {
  const reply = await answer(JSON.parse(line)).then(
    (result) => ({ ok: true, result: result ?? null }),
    (error) => ({ ok: false, error: String(error) }),
  );
  console.log(JSON.stringify(reply));
}
Deno.exit(0);
