import { ortc, type types } from "mediasoup";
import { isDeepStrictEqual } from "node:util";
import { ConfigError } from "../kit/mod.ts";
import { CODECS, ROUTER_RTP_CAPABILITIES } from "../protocol/mod.ts";

/** What every router is made with. */
export const MEDIA_CODECS: types.RouterRtpCodecCapability[] = Object.values(CODECS);

/**
 * Clients load their device with the frozen capabilities before they have met a router. Where
 * mediasoup, after an upgrade, expands the codec table differently, calls would fail one by one in
 * browsers; so the node refuses to start instead.
 */
export function assertFrozenCapabilities(
  actual: unknown = ortc.generateRouterRtpCapabilities(MEDIA_CODECS),
): void {
  if (isDeepStrictEqual(actual, ROUTER_RTP_CAPABILITIES)) return;
  throw new ConfigError(
    "Cannot start: the router's RTP capabilities differ from ROUTER_RTP_CAPABILITIES in " +
      "protocol/router_rtp_capabilities.ts; this mediasoup expands the codec table differently. " +
      "Freeze its capabilities anew, or use the mediasoup version that they were frozen from",
  );
}
