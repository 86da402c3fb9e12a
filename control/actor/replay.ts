import type { ActorDefinition, CommandBase } from "./decider.ts";
import { checkStored, Entry, LogGapError, parseStored, Snapshot } from "./entry.ts";
import type { LogContent } from "./log.ts";

/** What an actor's log says about it. */
export interface Replayed<S> {
  state: S;
  rev: number;
  /** The snapshot's rev; facts since then had to be folded. */
  snapshotRev: number;
  /** The last owner's epoch, 0 if there was none. */
  epoch: number;
  /** Ids whose facts are in the state, with their deadlines, oldest first. */
  ids: [string, number][];
  /** Whether there are facts, so that an owner has to claim the actor before it acts. */
  born: boolean;
  /** The host that wrote the last entry, if one was read. */
  lastHostId: string | undefined;
}

/**
 * Folds snapshot and entries. Throws `LogGapError` if they don't join up, `LogCorruptError` if one
 * doesn't parse, and whatever `evolve` throws.
 */
export function replay<S, C extends CommandBase, E, F>(
  definition: ActorDefinition<S, C, E, F>,
  content: LogContent,
): Replayed<S> {
  const result = begin(definition, content);
  for (const { data } of content.entries) {
    const entry = parseStored(Entry, data, "an entry");
    if (entry.archived) {
      const state = definition.archived?.() ?? definition.initial();
      Object.assign(result, { state, rev: entry.rev, ids: [] });
    }
    if (entry.rev !== result.rev) {
      throw new LogGapError(`Cannot fold the log: rev ${entry.rev} follows rev ${result.rev}`);
    }
    result.born = !entry.archived;
    result.epoch = entry.epoch;
    result.lastHostId = entry.hostId;
    for (const { id, deadlineAt, events } of entry.commands) {
      for (const stored of events) {
        const event = checkStored(definition.event, stored, "an event");
        result.state = definition.evolve(result.state, event);
      }
      result.rev += events.length;
      result.ids.push([id, deadlineAt]);
    }
  }
  return result;
}

function begin<S, C extends CommandBase, E, F>(
  definition: ActorDefinition<S, C, E, F>,
  content: LogContent,
): Replayed<S> {
  if (!content.snapshot) {
    const state = definition.initial();
    return { state, rev: 0, snapshotRev: 0, epoch: 0, ids: [], born: false, lastHostId: undefined };
  }
  const { epoch, rev, ids, state } = parseStored(Snapshot, content.snapshot.data, "a snapshot");
  return {
    state: checkStored(definition.state, state, "a state"),
    rev,
    snapshotRev: rev,
    epoch,
    ids,
    born: true,
    lastHostId: undefined,
  };
}
