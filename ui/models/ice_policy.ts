import type { IceConfig } from "../../protocol/mod.ts";
import { preferences } from "./preferences.ts";

/** What ICE works with: as the operator says, and stricter where the person wants it. */
export function iceFor(given: IceConfig): IceConfig {
  const { iceServers, iceTransportPolicy } = given;
  const policy = preferences.peek().relayOnly ? "relay" : iceTransportPolicy;
  return { iceServers, ...(policy && { iceTransportPolicy: policy }) };
}
