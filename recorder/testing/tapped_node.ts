/** A media node as far as a recorder sees one: mediasoup with producers and taps on them. */
import { createWorker, type types } from "mediasoup";
import { CODECS, RtpParameters, type TapInfo, type TapListener } from "../../protocol/mod.ts";
import { ensureWorker } from "../../scripts/worker/mod.ts";
import type { SentStream } from "./rtp_source.ts";

const LISTEN = { protocol: "udp", ip: "127.0.0.1" } as const;

export class TappedNode implements AsyncDisposable {
  readonly #worker: types.Worker;
  readonly #router: types.Router;
  #taps = 0;

  private constructor(worker: types.Worker, router: types.Router) {
    this.#worker = worker;
    this.#router = router;
  }

  static async start(): Promise<TappedNode> {
    const { bin } = await ensureWorker();
    const worker = await createWorker({ workerBin: bin, logLevel: "error" });
    const mediaCodecs = Object.values(CODECS).map((codec) => ({ ...codec }));
    return new TappedNode(worker, await worker.createRouter({ mediaCodecs }));
  }

  /** Where a source sends to; everything of one source goes there. */
  async inlet(): Promise<types.PlainTransport> {
    return await this.#router.createPlainTransport({ listenInfo: LISTEN, comedia: true });
  }

  /** Several streams of pictures are layers of one track. */
  async produce(
    inlet: types.PlainTransport,
    streams: readonly SentStream[],
  ): Promise<types.Producer> {
    const [first] = streams;
    if (!first) throw new Error("Cannot produce: there is no stream");
    const { kind, preferredPayloadType: _, ...given } = CODECS[first.codec];
    return await inlet.produce({
      kind,
      ...(kind === "video" && { keyFrameRequestDelay: 320 }),
      rtpParameters: {
        codecs: [{ ...given, payloadType: first.payloadType }],
        encodings: streams.map(({ ssrc }) => ({ ssrc })),
        rtcp: { cname: "source" },
      },
    });
  }

  /** As `media-node/ensure_tap.ts` makes them. */
  async tap(
    producer: types.Producer,
    { ip, port, srtp }: TapListener,
    producerId: string,
  ): Promise<{ info: TapInfo; consumer: types.Consumer }> {
    const transport = await this.#router.createPlainTransport({
      listenInfo: LISTEN,
      rtcpMux: true,
      comedia: false,
      enableSrtp: true,
      srtpCryptoSuite: srtp.suite,
    });
    const srtpParameters = { cryptoSuite: srtp.suite, keyBase64: srtp.key };
    await transport.connect({ ip, port, srtpParameters });
    const consumer = await transport.consume({
      producerId: producer.id,
      rtpCapabilities: this.#router.rtpCapabilities,
    });
    const { srtpParameters: own } = transport;
    if (own?.cryptoSuite !== srtp.suite) throw new Error("Cannot tap: another suite was chosen");
    const info: TapInfo = {
      id: `tap:${++this.#taps}`,
      producerId,
      srtp: { suite: srtp.suite, key: own.keyBase64 },
      rtpParameters: RtpParameters.parse(consumer.rtpParameters),
    };
    return { info, consumer };
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#worker.close();
    return Promise.resolve();
  }
}
