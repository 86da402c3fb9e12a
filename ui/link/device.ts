/** What this browser can send and receive. Loaded once, while people still pick their camera. */
import { Device } from "mediasoup-client";
import { routerCapabilities } from "./ortc.ts";

let loading: Promise<Device> | undefined;

/** Rejects where the browser has no WebRTC that mediasoup-client knows; then tries anew next time. */
export function loadDevice(): Promise<Device> {
  loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<Device> {
  const device = await Device.factory();
  await device.load({ routerRtpCapabilities: routerCapabilities() });
  return device;
}
