import type { IceConfig } from "../../protocol/mod.ts";

/** Credentials of relays hold for ten minutes; an ICE restart later in the call needs others. */
export const RENEW_EVERY_MS = 8 * 60_000;
/** After a failure; the old ones hold a little longer. */
export const RENEW_AGAIN_MS = 30_000;

export interface IceRenewalOptions {
  /** Asks for fresh credentials; may reject. */
  readonly ask: () => Promise<IceConfig>;
  readonly take: (ice: IceConfig) => void;
  /** Calls once after `ms`; returns its cancel. */
  readonly later: (ms: number, run: () => void) => () => void;
}

/** Keeps the credentials of a call's relays fresh. Returns its end. */
export function renewIce({ ask, take, later }: IceRenewalOptions): () => void {
  let isOver = false;
  let cancel = later(RENEW_EVERY_MS, renew);

  function renew(): void {
    ask().then((ice) => {
      if (isOver) return;
      take(ice);
      cancel = later(RENEW_EVERY_MS, renew);
    }).catch(() => {
      if (!isOver) cancel = later(RENEW_AGAIN_MS, renew);
    });
  }

  return () => {
    isOver = true;
    cancel();
  };
}
