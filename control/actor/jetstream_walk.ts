import type { MsgRequest, StoredMsg } from "@nats-io/jetstream";

/**
 * Entries read one by one before the rest is asked for together. A room at rest has fewer since its
 * snapshot; making a consumer costs the server and us as much as about ten of these reads.
 */
export const WALKED_MAX = 8;
/** JetStream's header for the name by which it takes a message once. */
const MESSAGE_ID_HEADER = "Nats-Msg-Id";

export type StoredEntry = Pick<StoredMsg, "seq" | "data" | "header">;

/** An append's message id, which names its place: what was the actor's last sequence before it. */
export function placeId(actorId: string, expectedSeq: number): string {
  return `${actorId}/${expectedSeq}`;
}

/** The sequence of the entry before this one, 0 if it is the first. */
export function seqBefore({ header, seq }: Pick<StoredEntry, "seq" | "header">): number {
  const place = /\/(\d+)$/.exec(header.get(MESSAGE_ID_HEADER))?.[1];
  const before = place === undefined ? NaN : Number(place);
  // An entry that does not say it may come after any.
  return before < seq ? before : seq - 1;
}

/**
 * The last entries of a subject, oldest first, read from its end. Each tells where the one before it
 * stands, so nothing between two of them can be missing, whichever copy of the stream has answered.
 * `restSeq` is where the entries begin that are left to read: none after `afterSeq` if it is no
 * greater.
 *
 * An entry that is gone was trimmed meanwhile, and with it all before it.
 */
export async function walkBack<T extends StoredEntry>(
  last: T,
  afterSeq: number,
  read: (query: MsgRequest) => Promise<T | null>,
): Promise<{ entries: T[]; restSeq: number }> {
  const entries = [last];
  let restSeq = seqBefore(last);
  while (restSeq > afterSeq && entries.length < WALKED_MAX) {
    const entry = await read({ seq: restSeq });
    if (!entry) return { entries: entries.reverse(), restSeq: afterSeq };
    entries.push(entry);
    restSeq = seqBefore(entry);
  }
  return { entries: entries.reverse(), restSeq };
}
