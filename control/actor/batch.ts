import type { Reply } from "./wire.ts";

/** An answer that may be given now, and the work that goes with it. `T` names who asked. */
export interface Release<T, F> {
  to: T;
  reply: Reply;
  effects: readonly F[];
}

/** The facts of one command as they will stand in the log. */
export interface FactRecord {
  readonly json: string;
  readonly facts: number;
  readonly bytes: number;
}

/** Facts decided together and told together, with the answers that wait for them. */
export interface Batch<S, E, F, T> {
  /** State and rev after the facts of this batch. */
  state: S;
  rev: number;
  readonly records: FactRecord[];
  readonly events: E[];
  /** Command ids with their deadlines. */
  readonly ids: Map<string, number>;
  readonly releases: Release<T, F>[];
  bytes: number;
}

export function newBatch<S, E, F, T>(state: S, rev: number): Batch<S, E, F, T> {
  return { state, rev, records: [], events: [], ids: new Map(), releases: [], bytes: 0 };
}

/** Both as one: `later` was decided on top of `earlier`. */
export function joined<S, E, F, T>(
  earlier: Batch<S, E, F, T>,
  later: Batch<S, E, F, T>,
): Batch<S, E, F, T> {
  return {
    state: later.state,
    rev: later.rev,
    records: [...earlier.records, ...later.records],
    events: [...earlier.events, ...later.events],
    ids: new Map([...earlier.ids, ...later.ids]),
    releases: [...earlier.releases, ...later.releases],
    bytes: earlier.bytes + later.bytes,
  };
}
