import { sleep, systemClock } from "../../../kit/mod.ts";
import { type ActorLog, type AppendResult, type LogContent, LogUnavailableError } from "../log.ts";

/** How one append goes wrong. */
export type AppendFault =
  /** Not written, and known not to be. */
  | "unavailable"
  /** Written, but the answer is lost. */
  | "answer-lost"
  /** Not written, and nobody knows. */
  | "request-lost";

/** What whoever asks meets while it is away: a refusal, or nothing until he gives up. */
export type Away = "refusing" | "silent";

/** How long one waits for a silent log. */
const SILENCE_MS = 10;

/** A log whose appends wait or fail on demand, and that may be away altogether. */
export class FaultyLog implements ActorLog {
  readonly #log: ActorLog;
  readonly #faults: AppendFault[] = [];
  #gate: Promise<void> | undefined;
  #open: () => void = () => {};
  /** What the next read is told instead of the truth, as by a copy that lags behind. */
  stale: LogContent | undefined;
  away: Away | undefined;
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
    const isSilent = await this.#isSilent();
    const fault = isSilent ? "request-lost" : this.away ? "unavailable" : this.#faults.shift();
    if (fault === "unavailable") return { ok: false, reason: "unavailable", message: "injected" };
    if (fault === "request-lost") return { ok: false, reason: "unknown", message: "injected" };
    const result = await this.#log.append(actorId, expectedSeq, entryId, entry);
    return fault === "answer-lost" ? { ok: false, reason: "unknown", message: "injected" } : result;
  }

  async read(actorId: string) {
    await this.#reach();
    const { stale } = this;
    this.stale = undefined;
    return stale ?? await this.#log.read(actorId);
  }

  async lastSeq(actorId: string) {
    await this.#reach();
    return await this.#log.lastSeq(actorId);
  }

  async snapshot(actorId: string, seq: number, data: Uint8Array) {
    await this.#reach();
    await this.#log.snapshot(actorId, seq, data);
  }

  async trim(actorId: string, seq: number): Promise<void> {
    await this.#reach();
    await this.#log.trim(actorId, seq);
    this.trims++;
  }

  async purge(actorId: string, seq: number) {
    await this.#reach();
    await this.#log.purge(actorId, seq);
  }

  partOf(actorId: string): number {
    return this.#log.partOf?.(actorId) ?? 0;
  }

  async #isSilent(): Promise<boolean> {
    if (this.away !== "silent") return false;
    await sleep(systemClock, SILENCE_MS);
    return true;
  }

  async #reach(): Promise<void> {
    if (await this.#isSilent() || this.away) throw new LogUnavailableError("injected");
  }
}
