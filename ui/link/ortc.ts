/**
 * Where our schemas meet mediasoup-client's types. The two describe the same objects; theirs
 * spell out the known values of a few strings, and ours have passed a schema.
 */
import type { types } from "mediasoup-client";
import {
  type ConsumerInfo,
  DtlsParameters,
  type IceConfig,
  type IceServer,
  ROUTER_RTP_CAPABILITIES,
  RtpParameters,
  type TransportInfo,
} from "../../protocol/mod.ts";
import { canHold } from "./holding.ts";

/** The codec table, as a device loads it. A copy each, since loading normalises it in place. */
export function routerCapabilities(): types.RtpCapabilities {
  return structuredClone(ROUTER_RTP_CAPABILITIES) as types.RtpCapabilities;
}

export function transportOptions(
  info: TransportInfo,
  { iceServers, iceTransportPolicy }: IceConfig,
): types.TransportOptions {
  return {
    ...info,
    iceServers: rtcIceServers(iceServers),
    ...(iceTransportPolicy && { iceTransportPolicy }),
  } as types.TransportOptions;
}

export function rtcIceServers(servers: readonly IceServer[]): RTCIceServer[] {
  return servers.map(({ urls, username, credential }) => ({
    urls,
    ...(username !== undefined && { username }),
    ...(credential !== undefined && { credential }),
  }));
}

export const iceParameters = ({ iceParameters }: TransportInfo): types.IceParameters =>
  iceParameters as types.IceParameters;

/**
 * Each in a stream of its own where the page can keep pictures with their voices itself; else all of
 * one sender are in one, by which the browser does it.
 */
export function consumerOptions(info: ConsumerInfo): types.ConsumerOptions {
  const apart = canHold() && { streamId: info.producerId };
  return { ...info, ...apart } as types.ConsumerOptions;
}

export const parseDtls = (dtls: types.DtlsParameters): DtlsParameters => DtlsParameters.parse(dtls);
export const parseRtp = (rtp: types.RtpParameters): RtpParameters => RtpParameters.parse(rtp);
