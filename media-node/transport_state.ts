import type { types } from "mediasoup";
import type { NodeEvent } from "../protocol/mod.ts";

export type TransportState = Extract<
  NodeEvent["body"],
  { type: "TransportStateChanged" }
>["state"];

/**
 * One state for an owner out of ICE's and DTLS's; `undefined` while the transport has not been
 * connected yet. `closed` is the client's doing (DTLS close_notify); `disconnected` may still heal.
 */
export function transportState(
  ice: types.IceState,
  dtls: types.DtlsState,
): TransportState | undefined {
  if (dtls === "failed" || dtls === "closed") return dtls;
  if (ice === "closed" || ice === "disconnected") return ice;
  return dtls === "connected" && ice !== "new" ? "connected" : undefined;
}
