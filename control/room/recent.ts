/** What happened lately, for those who come back: bounded in number and in size. */
import type { RoomNews } from "../../protocol/mod.ts";
import { RECENT_CHANGES_MAX, RECENT_CHARACTERS_MAX, type Room } from "./state.ts";

type Recent = Room["recent"];

/** With the news of revision `rev`; the oldest are forgotten, with all of their revision. */
export function remember(recent: Recent, rev: number, news: readonly RoomNews[]): Recent {
  if (news.length === 0) return recent;
  const told = news.map((change) => ({ rev, change, size: JSON.stringify(change).length }));
  const changes = [...recent.changes, ...told];
  let size = changes.reduce((sum, entry) => sum + entry.size, 0);
  let first = 0;
  while (changes.length - first > RECENT_CHANGES_MAX || size > RECENT_CHARACTERS_MAX) {
    size -= changes[first]?.size ?? 0;
    first++;
  }
  const forgotten = changes.splice(0, first);
  return { from: forgotten.at(-1)?.rev ?? recent.from, changes };
}
