/** Polls. What each sees of one depends on what that person may see. */
import { z } from "zod";
import { PeerId } from "../ids.ts";

export const POLLS_MAX = 100;
export const OPTIONS_MAX = 20;

/** `q1`, `q2`, … in the order of making. */
export const PollId = z.string().regex(/^q[0-9]{1,6}$/);
export type PollId = z.infer<typeof PollId>;

const choice = z.int().nonnegative().max(OPTIONS_MAX - 1).describe("Index of an option.");
const choices = z.array(choice).max(OPTIONS_MAX);
const answered = z.int().nonnegative();
const counts = z.array(z.int().nonnegative()).max(OPTIONS_MAX);

const question = {
  question: z.string().trim().min(1).max(500),
  options: z.array(z.string().trim().min(1).max(200)).min(2).max(OPTIONS_MAX),
  multiple: z.boolean().describe("More than one option may be chosen."),
  anonymous: z.boolean().describe("Nobody sees who chose what."),
  correct: choices.optional().describe(
    "A quiz: the right options. Seen by those with `polls`, and by all once it is closed and shared.",
  ),
};
export const PollQuestion = z.object(question);
export type PollQuestion = z.infer<typeof PollQuestion>;

export const PollView = z.object({
  id: PollId,
  ...question,
  status: z.enum(["draft", "open", "closed"]),
  shared: z.boolean().describe("Everybody sees the result, live while it is open."),
  answered: answered.optional().describe(
    "People who have answered. For those with `polls`, and for all once it is shared.",
  ),
  mine: choices.optional().describe("One's own answer."),
  counts: counts.optional().describe("By option. For the same people as `answered`."),
  votes: z.record(PeerId, choices).optional().describe(
    "Who chose what. For those with `polls`, unless it is anonymous or `sealed`.",
  ),
  sealed: z.literal(true).optional().describe(
    "Answers are many and this poll is old: only the export tells still who chose what.",
  ),
});
export type PollView = z.infer<typeof PollView>;

export const POLL_COMMANDS = [
  z.object({ type: z.literal("createPoll"), ...question, open: z.boolean() }).describe(
    "`open`: at once. Needs `polls`.",
  ),
  z.object({ type: z.literal("editPoll"), pollId: PollId, ...question, open: z.boolean() })
    .describe("The whole of a draft anew; `open`: then at once. Needs `polls`."),
  z.object({ type: z.literal("openPoll"), pollId: PollId }).describe("Needs `polls`."),
  z.object({ type: z.literal("closePoll"), pollId: PollId }).describe("Needs `polls`."),
  z.object({ type: z.literal("sharePoll"), pollId: PollId, shared: z.boolean() }).describe(
    "Needs `polls`.",
  ),
  z.object({ type: z.literal("deletePoll"), pollId: PollId }).describe("Needs `polls`."),
  z.object({ type: z.literal("vote"), pollId: PollId, choices }).describe(
    "Replaces the sender's answer while the poll is open. Needs `vote`.",
  ),
] as const;

export const POLL_CHANGES = [
  z.object({ type: z.literal("PollChanged"), poll: PollView }).describe(
    "A poll as the receiver may see it. One's own answer stays as it was, unless the poll is `sealed`. Drafts are told to those with `polls` only.",
  ),
  z.object({
    type: z.literal("PollAnswered"),
    pollId: PollId,
    answered: answered.optional(),
    counts: counts.optional(),
    mine: choices.optional(),
    vote: z.object({ peerId: PeerId, choices }).optional().describe("One more of `votes`."),
  }).describe("What one answer changes of a poll, as far as the receiver may see it."),
  z.object({ type: z.literal("PollDeleted"), pollId: PollId }).describe("It is gone."),
] as const;

type PollAnswered = z.infer<typeof POLL_CHANGES[1]>;

/** A poll told anew, with what was known of one's own answer. Pure. */
export function withOwnAnswer(poll: PollView, known: PollView | undefined): PollView {
  const { mine } = known ?? {};
  return mine && !poll.mine && !poll.sealed ? { ...poll, mine } : poll;
}

/** The poll after one more answer. Pure. */
export function withAnswer(poll: PollView, answer: PollAnswered): PollView {
  const { answered, counts, mine, vote } = answer;
  return {
    ...poll,
    ...(answered !== undefined && { answered }),
    ...(counts && { counts }),
    ...(mine && { mine }),
    ...(vote && { votes: { ...poll.votes, [vote.peerId]: vote.choices } }),
  };
}
