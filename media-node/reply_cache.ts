import type { CommandId, NodeReply, RoomId } from "../protocol/mod.ts";

/** Answers to recent commands, those still being worked on included, so that a repeat changes nothing. */
export class ReplyCache {
  readonly #max: number;
  /** Oldest first. */
  readonly #replies = new Map<string, { roomId: RoomId; reply: Promise<NodeReply> }>();

  constructor(repliesMax: number) {
    this.#max = repliesMax;
  }

  /** The first answer to this command, or that of `handle`, which must not reject. */
  get(roomId: RoomId, id: CommandId, handle: () => Promise<Answer>): Promise<NodeReply> {
    const key = `${roomId} ${id}`;
    const known = this.#replies.get(key);
    if (known) return known.reply;
    const entry = {
      roomId,
      reply: handle().then(({ reply, keep }) => {
        if (!keep && this.#replies.get(key) === entry) this.#replies.delete(key);
        return reply;
      }),
    };
    this.#replies.set(key, entry);
    const [oldest] = this.#replies.keys();
    if (this.#replies.size > this.#max && oldest !== undefined) this.#replies.delete(oldest);
    return entry.reply;
  }

  /** For rooms whose media is gone: what the answers tell of is no longer there. */
  forget(roomIds: readonly RoomId[]): void {
    const gone = new Set(roomIds);
    for (const [key, { roomId }] of this.#replies) {
      if (gone.has(roomId)) this.#replies.delete(key);
    }
  }
}

/** Kept are answers to what was done; a refusal may turn out otherwise the next time. */
export interface Answer {
  readonly reply: NodeReply;
  readonly keep: boolean;
}
