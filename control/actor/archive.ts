/** Ends the log of an actor whose life is over: one entry stays, which says so. */
import { encode } from "../../kit/mod.ts";
import type { ActorDefinition, CommandBase } from "./decider.ts";
import { Entry, parseStored } from "./entry.ts";
import type { ActorLog, LogContent } from "./log.ts";
import { replay } from "./replay.ts";

export interface ArchiveOptions {
  readonly log: Pick<ActorLog, "read" | "append" | "purge">;
  /** Who does it, for whoever reads the entry. */
  readonly hostId: string;
  /** Epoch ms. */
  readonly now: number;
  /** Whether the actor's first `rev` facts are kept elsewhere. */
  readonly isKept: (rev: number) => boolean;
}

/**
 * Resolves to whether nothing of the actor is left but the entry that says so. `false`: it is not over,
 * or not all of it is kept elsewhere, or somebody wrote meanwhile; nothing was dropped then, and it may
 * be tried again. An owner that still has it in memory is fenced, as by any other append. Rejects with
 * `LogUnavailableError`, and with `LogCorruptError` or `LogGapError` where the log can't be read.
 */
export async function archive<S, C extends CommandBase, E, F>(
  definition: ActorDefinition<S, C, E, F>,
  actorId: string,
  { log, hostId, now, isKept }: ArchiveOptions,
): Promise<boolean> {
  const content = await log.read(actorId);
  const { lastSeq } = content;
  if (lastSeq === 0) return true;
  if (isArchived(content)) {
    await log.purge(actorId, lastSeq); // Perhaps that was all that a former try had left to do.
    return true;
  }
  const { state, epoch, rev } = replay(definition, content);
  if (!definition.ended?.(state) || !isKept(rev)) return false;
  const tombstone: Entry = { v: 1, hostId, epoch, rev, at: now, archived: true, commands: [] };
  const appended = await log.append(actorId, lastSeq, `archive/${lastSeq}`, encode(tombstone));
  if (!appended.ok) return false;
  await log.purge(actorId, appended.seq);
  return true;
}

function isArchived({ entries }: LogContent): boolean {
  const last = entries.at(-1);
  return last !== undefined && parseStored(Entry, last.data, "an entry").archived === true;
}
