import type { ActorLog, AppendResult, LogContent } from "./log.ts";

interface Stored {
  seq: number;
  entryId: string;
  data: Uint8Array;
}

/** A log in this process that behaves as the real one: one sequence over all actors, a fence each. */
export class MemoryLog implements ActorLog {
  readonly #entries = new Map<string, Stored[]>();
  readonly #snapshots = new Map<string, { seq: number; data: Uint8Array }>();
  #lastSeq = 0;

  append(
    actorId: string,
    expectedSeq: number,
    entryId: string,
    entry: Uint8Array,
  ): Promise<AppendResult> {
    const entries = this.#entries.get(actorId) ?? [];
    const last = entries.at(-1);
    if (last?.entryId === entryId) return Promise.resolve({ ok: true, seq: last.seq });
    if ((last?.seq ?? 0) !== expectedSeq) {
      return Promise.resolve({ ok: false, reason: "wrong-sequence" });
    }
    const seq = ++this.#lastSeq;
    entries.push({ seq, entryId, data: entry });
    this.#entries.set(actorId, entries);
    return Promise.resolve({ ok: true, seq });
  }

  read(actorId: string): Promise<LogContent> {
    const snapshot = this.#snapshots.get(actorId);
    const entries = this.#entries.get(actorId) ?? [];
    return Promise.resolve({
      ...(snapshot && { snapshot }),
      entries: entries.filter(({ seq }) => seq > (snapshot?.seq ?? 0)),
      lastSeq: entries.at(-1)?.seq ?? 0,
    });
  }

  lastSeq(actorId: string): Promise<number> {
    return Promise.resolve(this.#entries.get(actorId)?.at(-1)?.seq ?? 0);
  }

  snapshot(actorId: string, seq: number, data: Uint8Array): Promise<void> {
    if ((this.#snapshots.get(actorId)?.seq ?? 0) < seq) {
      this.#snapshots.set(actorId, { seq, data });
    }
    return Promise.resolve();
  }

  trim(actorId: string, before: number): Promise<void> {
    const kept = (this.#entries.get(actorId) ?? []).filter(({ seq }) => seq >= before);
    this.#entries.set(actorId, kept);
    return Promise.resolve();
  }

  purge(actorId: string, seq: number): Promise<void> {
    if ((this.#snapshots.get(actorId)?.seq ?? 0) < seq) this.#snapshots.delete(actorId);
    return this.trim(actorId, seq);
  }
}
