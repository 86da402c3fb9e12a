import { assertEquals } from "@std/assert";
import { DtlsParameters, type NodeEvent, type TransportInfo } from "../protocol/mod.ts";
import { ProofPeer } from "../scripts/worker/proof_peer.ts";
import { Camera } from "./testing/camera.ts";
import { Scene } from "./testing/harness.ts";
import { consumer, router, transport, transportOf, video } from "./testing/steps.ts";

type Told = Extract<NodeEvent["body"], { type: "ForwardingChanged" }>;

async function connect(scene: Scene, info: TransportInfo): Promise<ProofPeer> {
  const peer = await ProofPeer.open("127.0.0.1");
  const dtls = DtlsParameters.parse(peer.dtlsParameters);
  await Promise.all([scene.apply("r1", { ...transport(info.id), dtls }), peer.connect(info)]);
  return peer;
}

Deno.test({
  name: "a node tells which layers of a video flow, and of those paused on purpose nothing",
  // werift keeps a DTLS retransmission timer for up to a second after its end.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using scene = await Scene.start();
    const told = (what: string, test: (told: Told) => boolean) =>
      scene.told(what, (event) => event.type === "ForwardingChanged" && test(event));
    const made = await scene.apply("r1", router, transport("a:send:1"), transport("b:recv:1"));
    const alice = await connect(scene, transportOf(made[1]));
    const bob = await connect(scene, transportOf(made[2]));
    const track = video("a:cam:1", "a:send:1");
    const camera = new Camera(alice, track.rtpParameters);
    try {
      const wish = consumer("b:a", "b:recv:1", "a:cam:1", { paused: false });
      await scene.apply("r1", track, wish);
      await told(
        "nothing flows yet, which is nobody's weakness",
        ({ transportId, streams: [stream] }) =>
          transportId === "b:recv:1" && stream?.consumerId === "b:a" &&
          stream.forwarding.layers === null && !stream.forwarding.withheld,
      );
      camera.start({ fresh: true });
      await told("layers flow", ({ streams: [stream] }) => {
        const { layers, withheld } = stream?.forwarding ?? {};
        return layers !== null && layers !== undefined && withheld === false;
      });
      await scene.apply("r1", { ...wish, paused: true });
      const last = () => scene.events.filter((event) => event.type === "ForwardingChanged").at(-1);
      await told("nothing is to flow", (event) => event === last() && event.streams.length === 0);
      const { consumers } = await scene.describe("r1");
      assertEquals(consumers.map(({ paused }) => paused), [true]);
    } finally {
      camera.stop();
      await alice.close();
      await bob.close();
    }
  },
});
