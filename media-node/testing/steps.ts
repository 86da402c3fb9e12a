/** Steps as owners send them, with parameters as browsers have them. */
import {
  CodecName,
  type ConsumerInfo,
  ExtensionName,
  type MediaStep,
  type RtpParameters,
  type StepResult,
  type TransportInfo,
} from "../../protocol/mod.ts";

type Ensure<T extends MediaStep["type"]> = Extract<MediaStep, { type: T }>;

/** A receiver of everything. */
export const ALL_CAPABILITIES = {
  codecs: CodecName.options,
  extensions: ExtensionName.options,
};

export const router: MediaStep = { type: "ensureRouter" };

export const transport = (transportId: string): Ensure<"ensureTransport"> => ({
  type: "ensureTransport",
  transportId,
});

export function audio(
  producerId: string,
  transportId: string,
  options: { ssrc?: number; paused?: boolean } = {},
): Ensure<"ensureProducer"> {
  return {
    type: "ensureProducer",
    producerId,
    transportId,
    kind: "audio",
    rtpParameters: opus(options.ssrc ?? ssrcOf(producerId)),
    paused: options.paused ?? false,
  };
}

export function opus(ssrc: number): RtpParameters {
  return {
    codecs: [{ mimeType: "audio/opus", clockRate: 48_000, channels: 2, payloadType: 100 }],
    encodings: [{ ssrc }],
  };
}

/** VP8 in three simulcast layers. */
export function video(
  producerId: string,
  transportId: string,
  paused = false,
): Ensure<"ensureProducer"> {
  const first = ssrcOf(producerId);
  return {
    type: "ensureProducer",
    producerId,
    transportId,
    kind: "video",
    rtpParameters: {
      codecs: [
        { mimeType: "video/VP8", clockRate: 90_000, payloadType: 101 },
        { mimeType: "video/rtx", clockRate: 90_000, payloadType: 102, parameters: { apt: 101 } },
      ],
      encodings: [0, 2, 4].map((n) => ({
        ssrc: first + n,
        rtx: { ssrc: first + n + 1 },
        scalabilityMode: "L1T3",
      })),
    },
    paused,
  };
}

export function consumer(
  consumerId: string,
  transportId: string,
  producerId: string,
  options: { paused?: boolean; layers?: Ensure<"ensureConsumer">["layers"] } = {},
): Ensure<"ensureConsumer"> {
  return {
    type: "ensureConsumer",
    consumerId,
    transportId,
    producerId,
    capabilities: ALL_CAPABILITIES,
    paused: options.paused ?? true,
    ...(options.layers && { layers: options.layers }),
  };
}

/** Differs for ids that differ, well enough for a test. */
function ssrcOf(id: string): number {
  let hash = 7;
  for (const character of id) hash = (hash * 31 + character.charCodeAt(0)) & 0x0fff_ffff;
  return hash * 8 + 8;
}

/** The transport that a step's result tells of. */
export function transportOf(result: StepResult | undefined): TransportInfo {
  if (result?.ok && result.transport) return result.transport;
  throw new Error(`Cannot find a transport in the result: it is ${JSON.stringify(result)}`);
}

/** The consumer that a step's result tells of. */
export function consumerOf(result: StepResult | undefined): ConsumerInfo {
  if (result?.ok && result.consumer) return result.consumer;
  throw new Error(`Cannot find a consumer in the result: it is ${JSON.stringify(result)}`);
}

/** The codes of failed steps; `undefined` for those that succeeded. */
export function codes(results: readonly StepResult[]): (string | undefined)[] {
  return results.map((result) => result.ok ? undefined : result.error.code);
}
