/** What an entry of a room's log says, as far as this version understands it. */
import { decode } from "../../kit/mod.ts";
import { Entry, type TailEntry } from "../actor/mod.ts";
import { Fact } from "../room/mod.ts";
import type { Place } from "./place.ts";

/** One entry's facts with their revisions. */
export interface RoomEntry {
  readonly seq: number;
  readonly roomId: string;
  readonly epoch: number;
  /** Revisions before and after. */
  readonly from: number;
  readonly to: number;
  readonly at: number;
  readonly facts: readonly { fact: Fact; place: Place }[];
  /** Facts that this version does not know. */
  readonly unknown: number;
}

/** `undefined` where it is no entry at all. */
export function decodeEntry({ seq, actorId: roomId, data }: TailEntry): RoomEntry | undefined {
  const parsed = Entry.safeParse(storable(decode(data)));
  if (!parsed.success) return undefined;
  const { epoch, rev, at, commands } = parsed.data;
  const facts: RoomEntry["facts"][number][] = [];
  let to = rev;
  let unknown = 0;
  for (const stored of commands.flatMap(({ events }) => events)) {
    to++;
    const fact = Fact.safeParse(stored);
    if (fact.success) facts.push({ fact: fact.data, place: { roomId, rev: to, at } });
    else unknown++;
  }
  return { seq, roomId, epoch, from: rev, to, at, facts, unknown };
}

/** Without what Postgres takes for no text: the character NUL and halves of characters. */
function storable(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("\0", "").toWellFormed();
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [storable(key), storable(item)]),
  );
}
