import { assert, assertEquals } from "@std/assert";
import { poll, STATE_LIMIT_MS } from "../kit/testing/poll.ts";
import { DtlsParameters, type TransportInfo } from "../protocol/mod.ts";
import { ProofPeer } from "../scripts/worker/proof_peer.ts";
import { Camera, frameNumber } from "./testing/camera.ts";
import { Scene } from "./testing/harness.ts";
import { codes, consumer, router, transport, transportOf, video } from "./testing/steps.ts";

const LOOPBACK = "127.0.0.1";

/** A video of a standby plane: made, consumed and connected, and not a packet of it. */
class QuietVideo implements AsyncDisposable {
  readonly camera: Camera;
  readonly #scene: Scene;
  readonly #peers: readonly ProofPeer[];
  #arrived: number | undefined;

  private constructor(scene: Scene, peers: [ProofPeer, ProofPeer], camera: Camera) {
    this.camera = camera;
    this.#scene = scene;
    this.#peers = peers;
    peers[1].onRtp(({ payload }) => {
      this.#arrived ??= frameNumber(payload);
    });
  }

  static async start(): Promise<QuietVideo> {
    const scene = await Scene.start();
    const made = await scene.apply("r1", router, transport("a:send:1"), transport("b:recv:1"));
    const alice = await connect(scene, transportOf(made[1]));
    const bob = await connect(scene, transportOf(made[2]));
    const { rtpParameters, ...rest } = video("a:cam:1", "a:send:1");
    const rtcpFeedback = [{ type: "nack", parameter: "pli" }];
    const codecs = rtpParameters.codecs.map((codec) => ({ ...codec, rtcpFeedback }));
    const results = await scene.apply(
      "r1",
      { ...rest, rtpParameters: { ...rtpParameters, codecs } },
      consumer("b:a", "b:recv:1", "a:cam:1", { paused: false }),
    );
    assertEquals(codes(results), [undefined, undefined]);
    return new QuietVideo(scene, [alice, bob], new Camera(alice, rtpParameters));
  }

  /** Begins to send; the number of the first frame that arrives. */
  async begin(options: { fresh: boolean }): Promise<number | undefined> {
    this.camera.start(options);
    await poll("a frame arrives", STATE_LIMIT_MS, () => this.#arrived !== undefined);
    return this.#arrived;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.camera.stop();
    for (const peer of this.#peers) await peer.close();
    await this.#scene[Symbol.asyncDispose]();
  }
}

async function connect(scene: Scene, info: TransportInfo): Promise<ProofPeer> {
  const peer = await ProofPeer.open(LOOPBACK);
  const dtls = DtlsParameters.parse(peer.dtlsParameters);
  await Promise.all([
    scene.apply("r1", { ...transport(info.id), dtls }),
    peer.connect(info),
  ]);
  return peer;
}

// werift keeps a DTLS retransmission timer for up to a second after its end.
const LINGERING = { sanitizeOps: false, sanitizeResources: false };

Deno.test({
  ...LINGERING,
  name: "video that begins on a quiet plane reaches its consumer with its first key frame",
  async fn() {
    await using quiet = await QuietVideo.start();
    assertEquals(await quiet.begin({ fresh: true }), 0);
  },
});

Deno.test({
  ...LINGERING,
  name: "video whose first key frame is lost is asked for another without delay",
  async fn() {
    await using quiet = await QuietVideo.start();
    const arrived = await quiet.begin({ fresh: false });
    const { firstKeyFrame } = quiet.camera;
    assert(
      arrived !== undefined && firstKeyFrame !== undefined && firstKeyFrame > 0,
      `${arrived} arrives, ${firstKeyFrame} is the first key frame`,
    );
    // One layer's request may come a frame after another's.
    assert(arrived - firstKeyFrame <= 1, `${arrived} arrives, ${firstKeyFrame} could`);
  },
});
