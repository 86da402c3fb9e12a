/** How long a receiver holds what came before it is played (W3C webrtc-extensions, `jitterBufferTarget`). */

/** Whether pages of this browser can say that. */
export const canHold = (): boolean =>
  "RTCRtpReceiver" in globalThis && "jitterBufferTarget" in RTCRtpReceiver.prototype;

/** What is used of an `RTCRtpReceiver`. */
export type Holding = Pick<RTCRtpReceiver, "jitterBufferTarget">;

/** At least so long; null: as short as the network allows. The browser gets there gradually. */
export function hold(receiver: Holding, ms: number | null): void {
  if (receiver.jitterBufferTarget !== ms) receiver.jitterBufferTarget = ms;
}
