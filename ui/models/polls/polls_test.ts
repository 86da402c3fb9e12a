import { assertEquals, assertStringIncludes } from "@std/assert";
import type { PollView } from "../../../protocol/mod.ts";
import {
  EMPTY_FORM,
  formOf,
  type PollForm,
  questionOf,
  withField,
  withOption,
  withoutOption,
  withRaisedOption,
} from "./poll_form.ts";
import { csvOf, inOrder, resultOf, toggled, waitingPolls } from "./results.ts";

const poll = (more: Partial<PollView> = {}): PollView => ({
  id: "q1",
  question: "Tea?",
  options: ["yes", "no"],
  multiple: false,
  anonymous: false,
  status: "open",
  shared: false,
  ...more,
});
const filled = (more: Partial<PollForm> = {}): PollForm => ({
  ...formOf({ question: "Tea?", options: ["yes", "no"], multiple: false, anonymous: false }),
  ...more,
});

Deno.test("a poll is what its form says, without the fields left empty", () => {
  const form = withField(withOption(filled()), 1, { text: "  yes, please " });
  assertEquals(questionOf(form), {
    question: "Tea?",
    options: ["yes, please", "no"],
    multiple: false,
    anonymous: false,
  });
});

Deno.test("a form says what is still wrong with it", () => {
  assertEquals(questionOf(EMPTY_FORM), "question");
  assertEquals(questionOf({ ...EMPTY_FORM, question: "Tea?" }), "options");
  assertEquals(questionOf(withField(filled(), 2, { text: "yes " })), "twice");
  assertEquals(questionOf(filled({ isQuiz: true })), "correct");
  const both = withField(withField(filled({ isQuiz: true }), 1, { isCorrect: true }), 2, {
    isCorrect: true,
  });
  assertEquals(questionOf(both), "single");
});

Deno.test("options are added, moved and taken away, and what is right goes with them", () => {
  const form = withField(withOption(filled({ isQuiz: true })), 3, {
    text: "maybe",
    isCorrect: true,
  });
  const moved = withoutOption(withRaisedOption(form, 3), 1);
  assertEquals(moved.options.map(({ text }) => text), ["maybe", "no"]);
  const question = questionOf(moved);
  assertEquals(typeof question === "object" && question.correct, [0]);
  assertEquals(withoutOption(moved, 2), moved);
});

Deno.test("results are shares of those who answered", () => {
  const lines = resultOf(poll({
    counts: [1, 3],
    answered: 4,
    mine: [1],
    votes: { "ada-0000000000000": [1] },
    correct: [0],
  }));
  assertEquals(lines?.map(({ share }) => share), [0.25, 0.75]);
  assertEquals(lines?.map(({ isMine }) => isMine), [false, true]);
  assertEquals(lines?.map(({ isCorrect }) => isCorrect), [true, false]);
  assertEquals(lines?.map(({ voters }) => voters), [[], ["ada-0000000000000"]]);
  assertEquals(resultOf(poll()), undefined);
  assertEquals(resultOf(poll({ counts: [0, 0], answered: 0 }))?.[0]?.share, 0);
});

Deno.test("open polls come first, the newest of each kind before the others", () => {
  const polls = [
    poll({ id: "q1", status: "closed" }),
    poll({ id: "q2", mine: [0] }),
    poll({ id: "q3", status: "draft" }),
    poll({ id: "q4" }),
  ];
  assertEquals(inOrder(polls).map(({ id }) => id), ["q4", "q2", "q3", "q1"]);
  assertEquals(waitingPolls(polls), 1);
});

Deno.test("of a single choice one is chosen, of a multiple one any", () => {
  assertEquals(toggled(poll(), [0], 1), [1]);
  assertEquals(toggled(poll({ multiple: true }), [1], 0), [0, 1]);
  assertEquals(toggled(poll({ multiple: true }), [0, 1], 0), [1]);
});

Deno.test("a table quotes what it holds and has no formula", () => {
  const words = { question: "Q", option: "O", votes: "V", share: "S", right: "R" };
  const csv = csvOf(
    poll({ question: 'Say "a", b', options: ["=1+1", "no"], counts: [1, 0], answered: 1 }),
    words,
  );
  assertStringIncludes(csv, '"Say ""a"", b","\'=1+1","1","1.0000",""\r\n');
});
