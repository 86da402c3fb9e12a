/** The session's token for the HTTP API: given on entering, and anew on every return. */
import { LinkDown } from "../link/errors.ts";
import type { Access } from "./room_api.ts";

/** A new one that takes longer is given up. */
export const RENEW_TIMEOUT_MS = 10_000;

export interface SessionAccess extends Access {
  take(token: string | undefined): void;
}

/** `comeBack`: leads to a {@linkcode SessionAccess.take}. */
export function createAccess(comeBack: () => void): SessionAccess {
  let current: string | undefined;
  let waiting: PromiseWithResolvers<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function settle(end: (waiting: PromiseWithResolvers<void>) => void): void {
    clearTimeout(timer);
    if (waiting) end(waiting);
    waiting = undefined;
  }

  return {
    token: () => current,
    take(token) {
      current = token;
      settle(({ resolve }) => resolve());
    },
    renew() {
      if (waiting) return waiting.promise;
      waiting = Promise.withResolvers();
      timer = setTimeout(
        () => settle(({ reject }) => reject(new LinkDown("Cannot renew the access: no answer"))),
        RENEW_TIMEOUT_MS,
      );
      comeBack();
      return waiting.promise;
    },
  };
}
