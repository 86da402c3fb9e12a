import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { poll, STATE_LIMIT_MS } from "../kit/testing/poll.ts";
import { DtlsParameters, type StepResult, type TransportInfo } from "../protocol/mod.ts";
import { ProofPeer } from "../scripts/worker/proof_peer.ts";
import { Scene } from "./testing/harness.ts";
import { audio, consumer, consumerOf, router, transport, transportOf } from "./testing/steps.ts";

const LOOPBACK = "127.0.0.1";
const SSRC = 0x0a11ce;

/** werift keeps a DTLS retransmission timer for up to a second after its end. */
const LINGERING = { sanitizeOps: false, sanitizeResources: false };

/** Connects a peer to a transport with nothing but what crossed the bus. */
async function connect(scene: Scene, info: TransportInfo): Promise<ProofPeer> {
  const peer = await ProofPeer.open(LOOPBACK);
  const dtls = DtlsParameters.parse(peer.dtlsParameters);
  const wish = { ...transport(info.id), dtls };
  const [[result]] = await Promise.all([scene.apply("r1", wish), peer.connect(info)]);
  assertEquals(transportOf(result), info);
  await scene.told(
    `${info.id} is connected`,
    (event) =>
      event.type === "TransportStateChanged" && event.transportId === info.id &&
      event.state === "connected",
  );
  return peer;
}

/** One Opus stream of 20 ms packets (RFC 7587) whose payloads are words. */
class Speaker {
  readonly #peer: ProofPeer;
  #sequenceNumber = 0;

  constructor(peer: ProofPeer) {
    this.#peer = peer;
  }

  /** Says the word over and over until somebody heard it. */
  async say(word: string, heard: () => boolean): Promise<void> {
    const payload = new TextEncoder().encode(word);
    await poll(`"${word}" arrives`, STATE_LIMIT_MS, async () => {
      const sequenceNumber = ++this.#sequenceNumber;
      const timestamp = sequenceNumber * 960;
      await this.#peer.send({ ssrc: SSRC, payloadType: 100, sequenceNumber, timestamp, payload });
      return heard();
    });
  }
}

const ssrcOf = (result: StepResult | undefined) =>
  consumerOf(result).rtpParameters.encodings?.[0]?.ssrc;

Deno.test({
  ...LINGERING,
  name: "RTP flows from an ensured producer through an ensured consumer while it is not paused",
  async fn() {
    await using scene = await Scene.start();
    const made = await scene.apply("r1", router, transport("a:send:1"), transport("b:recv:1"));
    const alice = await connect(scene, transportOf(made[1]));
    const bob = await connect(scene, transportOf(made[2]));
    try {
      const wish = consumer("b:a", "b:recv:1", "a:mic:1");
      const results = await scene.apply(
        "r1",
        audio("a:mic:1", "a:send:1", { ssrc: SSRC }),
        wish,
        consumer("b:witness", "b:recv:1", "a:mic:1", { paused: false }),
      );
      const heard = new Set<string>();
      bob.onRtp(({ header, payload }) => heard.add(`${header.ssrc} ${Buffer.from(payload)}`));
      const consumed = (word: string) => heard.has(`${ssrcOf(results[1])} ${word}`);
      const witnessed = (word: string) => heard.has(`${ssrcOf(results[2])} ${word}`);

      const speaker = new Speaker(alice);
      await speaker.say("one", () => witnessed("one"));
      assertEquals(consumed("one"), false, "it was made paused");
      await scene.apply("r1", { ...wish, paused: false });
      await speaker.say("two", () => consumed("two") && witnessed("two"));
      await scene.apply("r1", wish);
      await speaker.say("three", () => witnessed("three"));
      assertEquals(consumed("three"), false);
      await scene.apply("r1", audio("a:mic:1", "a:send:1", { paused: true }));
      await scene.apply("r1", { ...wish, paused: false }, audio("a:mic:1", "a:send:1"));
      await speaker.say("four", () => consumed("four") && witnessed("four"));
    } finally {
      await alice.close();
      await bob.close();
    }
  },
});

Deno.test({
  ...LINGERING,
  name: "media flows on through an ICE restart, in the same DTLS session",
  async fn() {
    await using scene = await Scene.start();
    const made = await scene.apply("r1", router, transport("a:send:1"), transport("b:recv:1"));
    const alice = await connect(scene, transportOf(made[1]));
    const bob = await connect(scene, transportOf(made[2]));
    try {
      const results = await scene.apply(
        "r1",
        audio("a:mic:1", "a:send:1", { ssrc: SSRC }),
        consumer("b:a", "b:recv:1", "a:mic:1", { paused: false }),
      );
      const heard = new Set<string>();
      bob.onRtp(({ header, payload }) => heard.add(`${header.ssrc} ${Buffer.from(payload)}`));
      const consumed = (word: string) => heard.has(`${ssrcOf(results[1])} ${word}`);
      const speaker = new Speaker(alice);
      await speaker.say("before", () => consumed("before"));

      const [restarted] = await scene.apply("r1", { ...transport("a:send:1"), ice: 1 });
      await speaker.say("meanwhile", () => consumed("meanwhile"));
      await alice.restartIce(transportOf(restarted));
      await speaker.say("after", () => consumed("after"));
      const states = scene.events.flatMap((event) =>
        event.type === "TransportStateChanged" ? [event.state] : []
      );
      assertEquals(states, ["connected", "connected"], "nobody has lost the connection");
    } finally {
      await alice.close();
      await bob.close();
    }
  },
});

Deno.test({
  ...LINGERING,
  name: "a client with another certificate than announced gets no media, and its owner is told",
  async fn() {
    await using scene = await Scene.start();
    const [, made] = await scene.apply("r1", router, transport("a:send:1"));
    const info = transportOf(made);
    const impostor = await ProofPeer.open(LOOPBACK);
    try {
      const [fingerprint] = impostor.dtlsParameters.fingerprints;
      const value = fingerprint?.value.replace(/^../, (byte) => byte === "00" ? "01" : "00") ?? "";
      const dtls = { role: "client", fingerprints: [{ algorithm: "sha-256", value }] } as const;
      await scene.apply("r1", { ...transport(info.id), dtls: DtlsParameters.parse(dtls) });
      // Whether its handshake ends or hangs is the impostor's trouble.
      impostor.connect(info).catch(() => {});
      await scene.told(
        "the handshake failed",
        (event) => event.type === "TransportStateChanged" && event.state === "failed",
      );
    } finally {
      await impostor.close();
    }
  },
});

Deno.test({
  ...LINGERING,
  name: "whoever receives sound may ask for lost packets again",
  async fn() {
    await using scene = await Scene.start();
    const results = await scene.apply(
      "r1",
      router,
      transport("a:send:1"),
      transport("b:recv:1"),
      audio("a:mic:1", "a:send:1", { ssrc: SSRC }),
      consumer("b:a", "b:recv:1", "a:mic:1"),
    );
    const [codec] = consumerOf(results[4]).rtpParameters.codecs;
    assertEquals(
      codec?.rtcpFeedback?.some(({ type, parameter }) => type === "nack" && !parameter),
      true,
    );
  },
});
