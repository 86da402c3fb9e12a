/** Questions and answers. Of an anonymous poll it is never written who gave which. */
import { createHmac } from "node:crypto";
import type { Transaction } from "../store/mod.ts";
import type { FactOf } from "../room/mod.ts";
import type { Place } from "./place.ts";
import { json, time } from "./sql.ts";

export type PollFact = FactOf<
  | "PollCreated"
  | "PollEdited"
  | "PollOpened"
  | "PollClosed"
  | "PollShared"
  | "PollSealed"
  | "PollDeleted"
  | "PollAnswered"
>;

/**
 * A name for somebody in one poll, by which a changed answer replaces the former one. Without the key,
 * which is not in the database, nobody can tell whose it is.
 */
export type Pseudonym = (roomId: string, pollId: string, peerId: string) => string;

export function createPseudonyms(secret: string): Pseudonym {
  const key = createHmac("sha256", secret).update("parley:ballots").digest();
  return (...names) => createHmac("sha256", key).update(names.join("/")).digest("hex");
}

export async function keepPolls(
  sql: Transaction,
  fact: PollFact,
  { roomId }: Place,
  pseudonym: Pseudonym,
): Promise<void> {
  const { pollId } = fact;
  const poll = sql`room_id = ${roomId} AND poll_id = ${pollId}`;
  switch (fact.type) {
    case "PollCreated": {
      const { question, options, multiple, anonymous, correct } = fact.question;
      await sql`INSERT INTO polls (room_id, poll_id, question, options, multiple, anonymous, correct,
          status, created_at)
        VALUES (${roomId}, ${pollId}, ${question}, ${json(options)}::text::jsonb, ${multiple},
          ${anonymous}, ${correct ? json(correct) : null}::text::jsonb, 'draft', ${time(fact.at)})`;
      return;
    }
    case "PollEdited": {
      const { question, options, multiple, anonymous, correct } = fact.question;
      await sql`UPDATE polls SET question = ${question}, options = ${json(options)}::text::jsonb,
          multiple = ${multiple}, anonymous = ${anonymous},
          correct = ${correct ? json(correct) : null}::text::jsonb
        WHERE ${poll}`;
      return;
    }
    case "PollOpened":
      await sql`UPDATE polls SET status = 'open', closed_at = NULL,
        opened_at = coalesce(opened_at, ${time(fact.at)}) WHERE ${poll}`;
      return;
    case "PollClosed":
      await sql`UPDATE polls SET status = 'closed', closed_at = ${time(fact.at)} WHERE ${poll}`;
      return;
    case "PollShared":
      await sql`UPDATE polls SET shared = ${fact.shared} WHERE ${poll}`;
      return;
    case "PollSealed":
      await sql`UPDATE poll_answers SET voter = gen_random_uuid()::text, at = NULL WHERE ${poll}`;
      return;
    case "PollDeleted":
      await sql`DELETE FROM polls WHERE ${poll}`;
      return;
    case "PollAnswered": {
      const { peerId, choices } = fact;
      const secretly = pseudonym(roomId, pollId, peerId);
      await sql`INSERT INTO poll_answers (room_id, poll_id, voter, choices, at)
        SELECT room_id, poll_id,
          CASE WHEN anonymous THEN ${secretly} ELSE ${peerId} END,
          ${choices}::integer[],
          CASE WHEN anonymous THEN NULL ELSE ${time(fact.at)}::timestamptz END
        FROM polls WHERE ${poll}
        ON CONFLICT (room_id, poll_id, voter) DO UPDATE
          SET choices = excluded.choices, at = excluded.at`;
      return;
    }
    default:
      return fact satisfies never;
  }
}
