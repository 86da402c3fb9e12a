/**
 * Where an actor's facts live, as a port. The log is the fence: an append names the sequence it
 * expects to be the actor's last, so of two owners at most one can write.
 */
export interface ActorLog {
  /**
   * Appends one entry if `expectedSeq` (0: none yet) is still the actor's last sequence. Never
   * rejects. `entryId` names the entry, so that appending it again after `unknown` can't double it.
   */
  append(
    actorId: string,
    expectedSeq: number,
    entryId: string,
    entry: Uint8Array,
  ): Promise<AppendResult>;
  /** The newest snapshot and every entry after it, oldest first. Rejects with {@linkcode LogUnavailableError}. */
  read(actorId: string): Promise<LogContent>;
  /** The actor's last sequence, 0 if it has none. Rejects with {@linkcode LogUnavailableError}. */
  lastSeq(actorId: string): Promise<number>;
  /** Keeps `snapshot`, which holds everything up to `seq`, unless a newer one is there. */
  snapshot(actorId: string, seq: number, snapshot: Uint8Array): Promise<void>;
  /**
   * Drops the entries before `seq`, which a snapshot covers. The entry at `seq` stays: it is what the
   * next append is compared with.
   */
  trim(actorId: string, seq: number): Promise<void>;
  /** Drops the snapshot too, if it is older than `seq`: what is left begins with that entry. */
  purge(actorId: string, seq: number): Promise<void>;
  /** Which part of the log holds the actor; parts fail apart from each other. Default: there is one. */
  partOf?(actorId: string): number;
}

export type AppendResult =
  | { ok: true; seq: number }
  /** Somebody else wrote: this owner is fenced. */
  | { ok: false; reason: "wrong-sequence" }
  /** Certainly not written. */
  | { ok: false; reason: "unavailable"; message: string }
  /** Perhaps written: append the same entry again, or read. */
  | { ok: false; reason: "unknown"; message: string };

export interface LogContent {
  snapshot?: { seq: number; data: Uint8Array };
  entries: readonly { seq: number; data: Uint8Array }[];
  /** The actor's last sequence, 0 if it has none. */
  lastSeq: number;
}

/** The log can't be reached or answers too late. */
export class LogUnavailableError extends Error {
  override readonly name = "LogUnavailableError";
  readonly code = "log-unavailable";
  constructor(reason: string, options?: ErrorOptions) {
    super(`Cannot read the log: ${reason}`, options);
  }
}
