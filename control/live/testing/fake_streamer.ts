/** A streamer that sends nothing: says what the real one says, as it is told to. */
import type { Bus, BusSubscription } from "../../../kit/mod.ts";
import {
  type LiveConnection,
  type StreamerBeat,
  StreamerEnvelope,
  type StreamerReply,
  subjects,
} from "../../../protocol/mod.ts";

const SRTP = { suite: "AEAD_AES_128_GCM", key: new Uint8Array(28).toBase64() } as const;

export class FakeStreamer implements AsyncDisposable {
  /** What it says of its server. */
  connection: LiveConnection = { live: false };
  /** What it was told to send, the last word: whose tracks, and where to. */
  told: { readonly tracks: string; readonly address: string } | undefined;
  readonly finished: string[] = [];
  readonly #bus: Bus;
  readonly #id: string;
  readonly #subscription: BusSubscription;

  constructor(bus: Bus, id: string) {
    this.#bus = bus;
    this.#id = id;
    this.#subscription = bus.subscribe(subjects.streamerCommand(id), {}, (message) => {
      message.respond(this.#answer(StreamerEnvelope.parse(message.body)));
    });
  }

  beat(): void {
    const beat: StreamerBeat = {
      v: 1,
      streamerId: this.#id,
      bootId: `boot-of-${this.#id}`,
      at: 0,
      draining: false,
      streams: 0,
      streamsMax: 2,
    };
    this.#bus.publish(subjects.streamerBeat(this.#id), beat);
  }

  /** Nobody answers for it any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#subscription.unsubscribe();
  }

  #answer({ body }: StreamerEnvelope): StreamerReply {
    switch (body.type) {
      case "stream": {
        const tracks = body.tracks?.map(({ peerId, source }) => `${peerId} ${source}`).join(", ");
        this.told = { tracks: tracks ?? this.told?.tracks ?? "", address: body.address };
        const listener = { ip: "10.0.0.9", port: 4_100, srtp: SRTP };
        return { v: 1, ok: true, listener, connection: this.connection };
      }
      case "finish":
        this.finished.push(body.liveId);
        return { v: 1, ok: true };
      default:
        return body satisfies never;
    }
  }
}
