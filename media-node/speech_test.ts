import { assertEquals } from "@std/assert";
import { poll, STATE_LIMIT_MS } from "../kit/testing/poll.ts";
import { DtlsParameters, type TransportInfo } from "../protocol/mod.ts";
import { ProofPeer } from "../scripts/worker/proof_peer.ts";
import { Scene } from "./testing/harness.ts";
import { audio, opus, router, transport, transportOf } from "./testing/steps.ts";

const LEVEL_ID = 10;
const LEVELS = { uri: "urn:ietf:params:rtp-hdrext:ssrc-audio-level", id: LEVEL_ID };

const mic = (producerId: string, ssrc: number) => ({
  ...audio(producerId, "a:send:1"),
  rtpParameters: { ...opus(ssrc), headerExtensions: [LEVELS] },
});

Deno.test({
  // werift keeps a DTLS retransmission timer for up to a second after its end.
  sanitizeOps: false,
  sanitizeResources: false,
  name: "a node tells who speaks in a room of three microphones, once for as long as that stays so",
  async fn() {
    await using scene = await Scene.start();
    const [, made] = await scene.apply("r1", router, transport("a:send:1"));
    const peer = await connect(scene, transportOf(made));
    try {
      await scene.apply("r1", mic("a:mic:1", 1), mic("b:mic:2", 2), mic("c:mic:3", 3));
      const heard = () =>
        scene.events.flatMap((event) => event.type === "SpeechHeard" ? [event.producerIds] : []);
      let sequenceNumber = 0;
      await poll("two speakers are told", STATE_LIMIT_MS, async () => {
        sequenceNumber++;
        const packet = { payloadType: 100, sequenceNumber, timestamp: sequenceNumber * 960 };
        const payload = new Uint8Array(8);
        const levelled = [[1, 90], [2, 20], [3, 30]] as const;
        for (const [ssrc, belowFull] of levelled) {
          const audioLevel = { id: LEVEL_ID, belowFull };
          await peer.send({ ...packet, ssrc, payload, audioLevel });
        }
        return heard().some((ids) => ids.length === 2);
      });
      assertEquals(heard().at(-1), ["b:mic:2", "c:mic:3"], "the loudest first, the quiet one not");
      assertEquals(heard().length <= 2, true, "at a change only");
    } finally {
      await peer.close();
    }
  },
});

async function connect(scene: Scene, info: TransportInfo): Promise<ProofPeer> {
  const peer = await ProofPeer.open("127.0.0.1");
  const dtls = DtlsParameters.parse(peer.dtlsParameters);
  await Promise.all([scene.apply("r1", { ...transport(info.id), dtls }), peer.connect(info)]);
  return peer;
}
