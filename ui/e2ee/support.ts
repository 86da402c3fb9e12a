/** Whether this browser can take part in an encrypted meeting. */

/** Encoded transforms in workers, and keys, which pages have only on secure origins. */
export function canEncrypt(): boolean {
  return "RTCRtpScriptTransform" in globalThis && globalThis.crypto?.subtle !== undefined;
}
