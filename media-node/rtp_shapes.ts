/**
 * Our RTP shapes as mediasoup's and back. They differ in that optional keys of mediasoup's types are
 * absent rather than `undefined`, that it knows a closed set of header extensions, and that its codec
 * parameters are of any type.
 */
import { getSupportedRtpCapabilities, type types } from "mediasoup";
import {
  type DtlsParameters,
  RtpParameters,
  type TransportId,
  TransportInfo,
} from "../protocol/mod.ts";

const EXTENSION_URIS = new Map(
  getSupportedRtpCapabilities().headerExtensions?.map(({ uri }) => [String(uri), uri]),
);

/** What `produce` takes. Header extensions that mediasoup doesn't know are left out: it ignores them. */
export function toMediasoupRtp(ours: RtpParameters): types.RtpParameters {
  return {
    ...present("mid", ours.mid),
    codecs: ours.codecs.map((codec) => ({
      mimeType: codec.mimeType,
      payloadType: codec.payloadType,
      clockRate: codec.clockRate,
      ...present("channels", codec.channels),
      parameters: withoutNull(codec.parameters),
      rtcpFeedback: codec.rtcpFeedback?.map(({ type, parameter }) => ({
        type,
        ...present("parameter", parameter),
      })) ?? [],
    })),
    headerExtensions: ours.headerExtensions?.flatMap(({ uri, id, encrypt, parameters }) => {
      const known = EXTENSION_URIS.get(uri);
      if (known === undefined) return [];
      return [{
        uri: known,
        id,
        ...present("encrypt", encrypt),
        parameters: withoutNull(parameters),
      }];
    }) ?? [],
    encodings: ours.encodings?.map((encoding) => ({
      ...present("ssrc", encoding.ssrc),
      ...present("rid", encoding.rid),
      ...present("codecPayloadType", encoding.codecPayloadType),
      ...present("rtx", encoding.rtx),
      ...present("dtx", encoding.dtx),
      ...present("scalabilityMode", encoding.scalabilityMode),
      ...present("maxBitrate", encoding.maxBitrate),
    })) ?? [],
    rtcp: {
      ...present("cname", ours.rtcp?.cname),
      ...present("reducedSize", ours.rtcp?.reducedSize),
    },
    ...present("msid", ours.msid),
  };
}

export function fromMediasoupRtp(theirs: types.RtpParameters): RtpParameters {
  return RtpParameters.parse(theirs);
}

export function toMediasoupDtls({ role, fingerprints }: DtlsParameters): types.DtlsParameters {
  return { ...present("role", role), fingerprints };
}

/** What a client needs to connect, under our id: mediasoup's own is nobody's business. */
export function transportInfo(id: TransportId, transport: types.WebRtcTransport): TransportInfo {
  const { iceParameters, iceCandidates, dtlsParameters } = transport;
  return TransportInfo.parse({ id, iceParameters, iceCandidates, dtlsParameters });
}

/** mediasoup can't serialise `null`, which as a codec parameter says nothing anyway. */
function withoutNull(parameters: Record<string, unknown> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== null));
}

function present<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  const empty: { [key in K]?: V } = {};
  return value === undefined ? empty : { ...empty, [key]: value };
}
