import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { isRtcp, SrtpReceiver } from "../kit/mod.ts";
import { poll, STATE_LIMIT_MS } from "../kit/testing/poll.ts";
import {
  DtlsParameters,
  type StepResult,
  type TapInfo,
  type TapListener,
} from "../protocol/mod.ts";
import { ProofPeer } from "../scripts/worker/proof_peer.ts";
import { Scene } from "./testing/harness.ts";
import { audio, codes, router, transport, transportOf } from "./testing/steps.ts";

const LOOPBACK = "127.0.0.1";
const SSRC = 0x0a11ce;
const SENDER_REPORT = 200;
/** werift keeps a DTLS retransmission timer for up to a second after its end. */
const LINGERING = { sanitizeOps: false, sanitizeResources: false };

function tapOf(result: StepResult | undefined): TapInfo {
  if (result?.ok && result.tap) return result.tap;
  throw new Error(`Cannot find a tap in the result: it is ${JSON.stringify(result)}`);
}

/** A process's side of taps: what arrives and opens, by key. */
class Listener implements AsyncDisposable {
  readonly listener: TapListener;
  readonly words = new Set<string>();
  readonly reports = new Set<number>();
  #receiver: SrtpReceiver | undefined;
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    const { port } = socket.address();
    const srtp = { suite: "AEAD_AES_128_GCM", key: new Uint8Array(28).toBase64() } as const;
    this.listener = { ip: LOOPBACK, port, srtp };
    socket.on("message", (datagram) => this.#hear(datagram));
  }

  static async open(): Promise<Listener> {
    const socket = createSocket("udp4");
    socket.bind(0, LOOPBACK);
    await once(socket, "listening");
    return new Listener(socket);
  }

  expect({ srtp }: TapInfo): void {
    this.#receiver = new SrtpReceiver(srtp.key);
  }

  #hear(datagram: Uint8Array): void {
    if (!isRtcp(datagram)) {
      const packet = this.#receiver?.open(datagram);
      if (packet) this.words.add(`${packet.ssrc} ${Buffer.from(packet.payload)}`);
      return;
    }
    const report = this.#receiver?.openRtcp(datagram);
    if (report) this.reports.add(report[1] ?? 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await once(this.#socket, "close");
  }
}

Deno.test({
  ...LINGERING,
  name: "a tap sends a producer's RTP and sender reports, encrypted, to a port elsewhere",
  async fn() {
    await using scene = await Scene.start();
    await using listener = await Listener.open();
    const made = await scene.apply("r1", router, transport("a:send:1"));
    const alice = await ProofPeer.open(LOOPBACK);
    try {
      const info = transportOf(made[1]);
      const dtls = DtlsParameters.parse(alice.dtlsParameters);
      await Promise.all([
        scene.apply("r1", { ...transport(info.id), dtls }),
        alice.connect(info),
      ]);
      const wish = {
        type: "ensureTap",
        tapId: "t:1:a:mic:1",
        producerId: "a:mic:1",
        listener: listener.listener,
      } as const;
      const [, tapped, again] = await scene.apply(
        "r1",
        audio("a:mic:1", "a:send:1", { ssrc: SSRC }),
        wish,
        wish,
      );
      const tap = tapOf(tapped);
      assertEquals(tapOf(again), tap, "a repeat changes nothing");
      assertEquals((await scene.describe("r1")).taps, [tap]);
      assertNotEquals(tap.srtp.key, listener.listener.srtp.key);
      listener.expect(tap);

      const [ssrc] = tap.rtpParameters.encodings?.map((encoding) => encoding.ssrc) ?? [];
      const payload = new TextEncoder().encode("hello");
      let sequenceNumber = 0;
      await poll("a word and a report arrive", STATE_LIMIT_MS, async () => {
        sequenceNumber++;
        const timestamp = sequenceNumber * 960;
        await alice.send({ ssrc: SSRC, payloadType: 100, sequenceNumber, timestamp, payload });
        return listener.words.has(`${ssrc} hello`) && listener.reports.has(SENDER_REPORT);
      });

      const moved = { ...wish, listener: { ...listener.listener, port: 9 } };
      const [other] = await scene.apply("r1", moved);
      assertNotEquals(tapOf(other).srtp.key, tap.srtp.key, "another listener, another key");
      assertEquals((await scene.describe("r1")).taps?.length, 1);
      await scene.apply("r1", { type: "closeTap", tapId: wish.tapId });
      assertEquals((await scene.describe("r1")).taps, undefined);
      assertEquals(codes(await scene.apply("r1", { type: "closeTap", tapId: "t:9" })), [undefined]);
    } finally {
      await alice.close();
    }
  },
});

Deno.test("a tap ends with its producer and is refused without one", async () => {
  await using scene = await Scene.start();
  const srtp = { suite: "AEAD_AES_128_GCM", key: new Uint8Array(28).toBase64() } as const;
  const wish = {
    type: "ensureTap",
    tapId: "t:1:a:mic:1",
    producerId: "a:mic:1",
    listener: { ip: LOOPBACK, port: 9, srtp },
  } as const;
  const results = await scene.apply("r1", router, transport("a:send:1"), wish);
  assertEquals(codes(results), [undefined, undefined, "unknown-producer"]);
  await scene.apply("r1", audio("a:mic:1", "a:send:1"), wish);
  assert((await scene.describe("r1")).taps);
  await scene.apply("r1", { type: "closeProducer", producerId: "a:mic:1" });
  assertEquals((await scene.describe("r1")).taps, undefined);
});
