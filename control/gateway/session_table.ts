import type { SessionId } from "../../protocol/mod.ts";

/** What holds a session; told when another socket of this process has resumed it. */
export interface SessionHolder {
  superseded(): void;
}

/** Which connection of this process holds which session: the newest wins. */
export class SessionTable {
  readonly #holders = new Map<SessionId, SessionHolder>();

  get size(): number {
    return this.#holders.size;
  }

  hold(sessionId: SessionId, holder: SessionHolder): void {
    const former = this.#holders.get(sessionId);
    this.#holders.set(sessionId, holder);
    if (former !== holder) former?.superseded();
  }

  release(sessionId: SessionId, holder: SessionHolder): void {
    if (this.#holders.get(sessionId) === holder) this.#holders.delete(sessionId);
  }
}
