/**
 * What a room's log says of its commands, read piece by piece while the owner trims it behind its
 * snapshots: however often it is read, a trim takes the last entries before it unseen. Of those the
 * snapshot tells, as it names the commands whose facts it holds.
 */
import type { LogEntry, RoomSnapshot } from "./room_log.ts";

/** A piece of the log that was trimmed before it was read. */
interface Trimmed {
  /** Position of the last entry read before it. */
  readonly afterSeq: number;
  /** Commands in it, as the snapshot names them; `undefined`: it does not reach back so far. */
  readonly ids: readonly string[] | undefined;
}

/** How commands are found in a room's log. */
export interface CommandsFound {
  /** In entries that were read, with how often. */
  readonly read: ReadonlyMap<string, number>;
  /** In what was trimmed unread: their facts are in the snapshot. */
  readonly trimmed: ReadonlySet<string>;
}

export class LogHistory {
  readonly #entries: LogEntry[] = [];
  readonly #trimmed: Trimmed[] = [];

  /** Where the next entry that was not read yet may stand. */
  get nextSeq(): number {
    return (this.#entries.at(-1)?.seq ?? 0) + 1;
  }

  /**
   * Adds the entries that were read from `nextSeq` on. `snapshot` is asked for only where they do not
   * join up with those before; it is to be read after them.
   */
  async add(
    entries: readonly LogEntry[],
    snapshot: () => Promise<RoomSnapshot | undefined>,
  ): Promise<void> {
    const [last, next] = [this.#entries.at(-1), entries[0]];
    if (last && next && next.rev > revAfter(last)) {
      const kept = await snapshot();
      // The entry that a snapshot stands for is never trimmed: the first one left is that, or later.
      if (kept && kept.seq >= next.seq) {
        this.#trimmed.push({ afterSeq: last.seq, ids: this.#idsSince(kept) });
      }
    }
    this.#entries.push(...entries);
  }

  commands(): CommandsFound {
    const read = new Map<string, number>();
    for (const { id } of this.#entries.flatMap(({ commands }) => commands)) {
      read.set(id, (read.get(id) ?? 0) + 1);
    }
    const trimmed = this.#trimmed.flatMap(({ ids = [] }) => ids).filter((id) => !read.has(id));
    return { read, trimmed: new Set(trimmed) };
  }

  /** What is wrong with the history; nothing, if at each position one owner has written. */
  problems(): string[] {
    return this.#entries.flatMap((entry, index) => {
      const before = this.#entries[index - 1];
      if (!before) return [];
      const trimmed = this.#trimmed.find(({ afterSeq }) => afterSeq === before.seq);
      return trimmed ? trimProblems(before, entry, trimmed) : joinProblems(before, entry);
    });
  }

  /** What a snapshot holds beyond the entries that were read; `undefined` unless it holds all of that. */
  #idsSince({ ids }: RoomSnapshot): readonly string[] | undefined {
    const lastRead = this.#entries.findLast(({ commands }) => commands.length > 0)
      ?.commands.at(-1)?.id;
    const index = lastRead === undefined ? -1 : ids.indexOf(lastRead);
    return index < 0 ? undefined : ids.slice(index + 1);
  }
}

function joinProblems(before: LogEntry, entry: LogEntry): string[] {
  const problems: string[] = [];
  if (entry.rev !== revAfter(before)) {
    problems.push(`${named(entry)} begins at revision ${entry.rev}, not ${revAfter(before)}`);
  }
  if (entry.epoch === before.epoch) {
    if (entry.hostId !== before.hostId) {
      problems.push(`${named(entry)} shares epoch ${entry.epoch}`);
    }
  } else if (entry.epoch !== before.epoch + 1 || !entry.adopted) {
    problems.push(`${named(entry)} has epoch ${entry.epoch} after ${before.epoch}`);
  }
  return problems;
}

/** Owners may have changed in what was trimmed, but no epoch comes back. */
function trimProblems(before: LogEntry, entry: LogEntry, { ids }: Trimmed): string[] {
  const problems: string[] = [];
  if (ids === undefined) {
    problems.push(`what comes before ${named(entry)} was trimmed before it was read`);
  }
  if (entry.epoch < before.epoch) {
    problems.push(`${named(entry)} has epoch ${entry.epoch} after ${before.epoch}`);
  } else if (entry.epoch === before.epoch && entry.hostId !== before.hostId) {
    problems.push(`${named(entry)} shares epoch ${entry.epoch}`);
  }
  return problems;
}

const named = ({ seq, hostId }: LogEntry) => `entry ${seq} of ${hostId}`;

function revAfter({ rev, commands }: LogEntry): number {
  return commands.reduce((sum, { events }) => sum + events.length, rev);
}
