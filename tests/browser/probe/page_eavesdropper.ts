/**
 * Runs inside a page, before its own scripts: what the page receives goes to the decoders as it comes from
 * the media node, past the worker that would decrypt it. Such a page sees and hears what a server could.
 */

/** Given to the page as text: it may use nothing from outside its own braces. */
export function bypassDecryption(): void {
  Object.defineProperty(RTCRtpReceiver.prototype, "transform", {
    get: () => null,
    set: () => {},
  });
}
