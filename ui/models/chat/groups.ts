/** Messages as they stand below each other: by day, sender and minute. Pure. */
import type { ChatMessage } from "../../../protocol/mod.ts";

const MINUTE_MS = 60_000;

export type Row =
  | { readonly kind: "day"; readonly key: string; readonly at: number }
  | { readonly kind: "new"; readonly key: string }
  | { readonly kind: "group"; readonly key: string; readonly messages: readonly ChatMessage[] };

export interface Grouping {
  /** New messages begin after this one; undefined: none are. */
  readonly readUpTo?: number | undefined;
  readonly selfId: string;
  /** The same for all times of one day where the reader is. */
  readonly dayOf: (at: number) => string;
}

export function rowsOf(
  messages: readonly ChatMessage[],
  { readUpTo, selfId, dayOf }: Grouping,
): Row[] {
  const rows: Row[] = [];
  let group: ChatMessage[] | undefined;
  let day: string | undefined;
  let isDivided = readUpTo === undefined;
  for (const message of messages) {
    const on = dayOf(message.at);
    if (on !== day) {
      rows.push({ kind: "day", key: `day-${on}-${message.id}`, at: message.at });
      day = on;
      group = undefined;
    }
    if (!isDivided && message.id > (readUpTo ?? 0) && message.from !== selfId) {
      rows.push({ kind: "new", key: "new" });
      isDivided = true;
      group = undefined;
    }
    const last = group?.at(-1);
    if (group && last && belongs(last, message)) group.push(message);
    else {
      group = [message];
      rows.push({ kind: "group", key: `group-${message.id}`, messages: group });
    }
  }
  return rows;
}

function belongs(last: ChatMessage, next: ChatMessage): boolean {
  return last.from === next.from && last.name === next.name && last.to === next.to &&
    last.breakout === next.breakout && last.announcement === next.announcement &&
    Math.floor(last.at / MINUTE_MS) === Math.floor(next.at / MINUTE_MS);
}
