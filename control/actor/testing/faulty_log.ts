import type { ActorLog, AppendResult } from "../log.ts";

/** How one append goes wrong. */
export type AppendFault =
  /** Not written, and known not to be. */
  | "unavailable"
  /** Written, but the answer is lost. */
  | "answer-lost"
  /** Not written, and nobody knows. */
  | "request-lost";

/** A log whose appends wait or fail on demand; everything else goes through. */
export class FaultyLog implements ActorLog {
  readonly #log: ActorLog;
  readonly #faults: AppendFault[] = [];
  #gate: Promise<void> | undefined;
  #open: () => void = () => {};
  /** Appends asked for, each a group of commands. */
  appends = 0;
  /** Trims that have ended. */
  trims = 0;

  constructor(log: ActorLog) {
    this.#log = log;
  }

  /** The next appends go wrong like this, one after the other. */
  failNext(...faults: AppendFault[]): void {
    this.#faults.push(...faults);
  }

  /** Appends wait until `release`. */
  hold(): void {
    this.#gate ??= new Promise((resolve) => this.#open = resolve);
  }

  release(): void {
    this.#gate = undefined;
    this.#open();
  }

  async append(
    actorId: string,
    expectedSeq: number,
    entryId: string,
    entry: Uint8Array,
  ): Promise<AppendResult> {
    this.appends++;
    await this.#gate;
    const fault = this.#faults.shift();
    if (fault === "unavailable") return { ok: false, reason: "unavailable", message: "injected" };
    if (fault === "request-lost") return { ok: false, reason: "unknown", message: "injected" };
    const result = await this.#log.append(actorId, expectedSeq, entryId, entry);
    return fault === "answer-lost" ? { ok: false, reason: "unknown", message: "injected" } : result;
  }

  read(actorId: string) {
    return this.#log.read(actorId);
  }

  lastSeq(actorId: string) {
    return this.#log.lastSeq(actorId);
  }

  snapshot(actorId: string, seq: number, data: Uint8Array) {
    return this.#log.snapshot(actorId, seq, data);
  }

  async trim(actorId: string, seq: number): Promise<void> {
    await this.#log.trim(actorId, seq);
    this.trims++;
  }

  purge(actorId: string, seq: number) {
    return this.#log.purge(actorId, seq);
  }
}
