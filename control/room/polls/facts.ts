import { z } from "zod";
import { PeerId, PollId, PollQuestion } from "../../../protocol/mod.ts";
import { By } from "../by.ts";

export const POLL_FACTS = [
  z.object({
    type: z.literal("PollCreated"),
    pollId: PollId,
    question: PollQuestion,
    at: z.int(),
    by: By,
  }),
  // Of a draft: nobody has answered it.
  z.object({
    type: z.literal("PollEdited"),
    pollId: PollId,
    question: PollQuestion,
    at: z.int(),
    by: By,
  }),
  z.object({ type: z.literal("PollOpened"), pollId: PollId, at: z.int(), by: By }),
  z.object({ type: z.literal("PollClosed"), pollId: PollId, at: z.int(), by: By }),
  z.object({ type: z.literal("PollShared"), pollId: PollId, shared: z.boolean(), by: By }),
  // Its counts stay; who chose what is kept no longer.
  z.object({ type: z.literal("PollSealed"), pollId: PollId }),
  z.object({ type: z.literal("PollDeleted"), pollId: PollId, by: By }),
  // Replaces the person's earlier answer. Who it was is never told of an anonymous poll.
  z.object({
    type: z.literal("PollAnswered"),
    pollId: PollId,
    peerId: PeerId,
    choices: z.array(z.int()),
    at: z.int(),
  }),
] as const;
