/** In development the page loads itself anew when it was built anew. */

const RELOAD_EVENTS = "/dev/reload";

let source: EventSource | undefined;

/** A server without the endpoint answers with an error, after which nothing more is asked. */
export function watchRebuilds(): void {
  if (source) return;
  source = new EventSource(RELOAD_EVENTS);
  source.addEventListener("reload", () => location.reload());
}
