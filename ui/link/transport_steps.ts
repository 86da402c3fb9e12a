/** Tells when a connection has found a way, and when it has keys. */

export type TransportStep = "ice" | "dtls";

const FOUND: ReadonlySet<string> = new Set(["connected", "completed"]);

/** What is used of an `RTCDtlsTransport`. */
export interface WatchedTransport extends EventTarget {
  readonly state: string;
  readonly iceTransport: EventTarget & { readonly state: string };
}

/** Calls back once for each step, also for those that are done already. `null`: there is none to watch. */
export function watchSteps(
  dtls: WatchedTransport | null | undefined,
  done: (step: TransportStep) => void,
): void {
  if (!dtls) return;
  once(dtls.iceTransport, () => FOUND.has(dtls.iceTransport.state), () => done("ice"));
  once(dtls, () => dtls.state === "connected", () => done("dtls"));
}

function once(target: EventTarget, isReached: () => boolean, then: () => void): void {
  if (isReached()) return then();
  const look = () => {
    if (!isReached()) return;
    target.removeEventListener("statechange", look);
    then();
  };
  target.addEventListener("statechange", look);
}
