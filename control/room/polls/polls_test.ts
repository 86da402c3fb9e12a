import { assertEquals } from "@std/assert";
import { POLLS_MAX, type PollView, toldTo } from "../../../protocol/mod.ts";
import type { Body, Command } from "../commands.ts";
import type { Room } from "../state.ts";
import { by, byService, CREATED, given, joined, refusalOf, when } from "../testing/given.ts";
import { newsOf, snapshotOf } from "../view.ts";
import { ANSWERS_MAX } from "./tally.ts";

const meeting = (...people: string[]) =>
  given(
    CREATED,
    joined("dana", { role: "host" }),
    joined("ann"),
    joined("bob"),
    ...people.map((id) => joined(id)),
  );

const TEA: Body<"createPoll"> = {
  type: "createPoll",
  question: "Tea?",
  options: ["green", "black", "none"],
  multiple: false,
  anonymous: false,
  open: true,
};

const opened = (over: Partial<Body<"createPoll">> = {}) =>
  when(meeting(), by("dana", { ...TEA, ...over })).room;
const vote = (peerId: string, ...choices: number[]) =>
  by(peerId, { type: "vote", pollId: "q1", choices });
const close = by("dana", { type: "closePoll", pollId: "q1" });
const share = (shared = true) => by("dana", { type: "sharePoll", pollId: "q1", shared });
const all = (room: Room, ...commands: Command[]) =>
  commands.reduce((state, command) => when(state, command).room, room);

function seen(room: Room, peerId: string): PollView | undefined {
  return snapshotOf(room, room.peers[peerId]!).meeting?.polls[0];
}

/** How many of a command's changes each is told. */
function told(before: Room, command: Command) {
  const { room, events } = when(before, command);
  const news = events.flatMap((event) => newsOf(room, event));
  return (peerId: string) => toldTo(peerId, news);
}

Deno.test("poll is made by who holds polls, as a draft or open", () => {
  assertEquals(refusalOf(meeting(), by("ann", TEA)), "forbidden");
  const draft = opened({ open: false });
  assertEquals(seen(draft, "dana")?.status, "draft");
  assertEquals(seen(draft, "ann"), undefined);
  assertEquals(told(meeting(), by("dana", { ...TEA, open: false }))("ann"), []);
  const { room } = when(draft, byService({ type: "openPoll", pollId: "q1" }));
  assertEquals(seen(room, "ann")?.status, "open");
});

Deno.test("polls are numbered in the order of making, deleted ones too", () => {
  const deleted = all(opened(), by("dana", { type: "deletePoll", pollId: "q1" }));
  assertEquals(seen(deleted, "dana"), undefined);
  assertEquals(seen(when(deleted, by("dana", TEA)).room, "dana")?.id, "q2");
});

Deno.test("poll goes from draft to open to closed and never back", () => {
  const open = by("dana", { type: "openPoll", pollId: "q1" });
  const draft = opened({ open: false });
  assertEquals(refusalOf(draft, close), "wrong-state");
  assertEquals(refusalOf(draft, share()), "wrong-state");
  assertEquals(refusalOf(draft, vote("dana", 1)), "wrong-state");
  assertEquals(refusalOf(draft, vote("ann", 1)), "unknown-poll");
  const running = when(draft, open).room;
  assertEquals(when(running, open).events, []);
  const closed = when(running, close).room;
  assertEquals(when(closed, close).events, []);
  assertEquals(refusalOf(closed, open), "wrong-state");
  assertEquals(refusalOf(closed, vote("ann", 1)), "wrong-state");
  assertEquals(refusalOf(meeting(), open), "unknown-poll");
});

Deno.test("draft is edited by who holds polls, until it is open", () => {
  const edit = (over: Partial<Body<"editPoll">> = {}) =>
    by("dana", {
      ...TEA,
      type: "editPoll",
      pollId: "q1",
      open: false,
      question: "Coffee?",
      ...over,
    });
  const draft = opened({ open: false });
  const { room, events } = when(draft, edit({ options: ["yes", "no"], multiple: true }));
  assertEquals(events.map(({ type }) => type), ["PollEdited"]);
  const { id, question, options, multiple, status } = seen(room, "dana")!;
  assertEquals({ id, question, options, multiple, status }, {
    id: "q1",
    question: "Coffee?",
    options: ["yes", "no"],
    multiple: true,
    status: "draft",
  });
  assertEquals(told(draft, edit())("ann"), []);
  assertEquals(when(draft, edit({ question: TEA.question })).events, [], "nothing is another");
  assertEquals(refusalOf(draft, edit({ correct: [7] })), "invalid-command");
  assertEquals(
    refusalOf(draft, by("ann", { ...TEA, type: "editPoll", pollId: "q1" })),
    "forbidden",
  );
  const running = when(draft, edit({ open: true })).room;
  assertEquals(seen(running, "ann")?.question, "Coffee?");
  assertEquals(refusalOf(running, edit({ question: "Water?" })), "wrong-state");
});

Deno.test("answer is one of the options, or some of them where more may be chosen", () => {
  const room = opened();
  for (const choices of [[], [0, 1], [3]]) {
    assertEquals(refusalOf(room, vote("ann", ...choices)), "invalid-command");
  }
  const multiple = opened({ multiple: true });
  for (const choices of [[], [1, 1], [0, 3]]) {
    assertEquals(refusalOf(multiple, vote("ann", ...choices)), "invalid-command");
  }
  assertEquals(seen(when(multiple, vote("ann", 2, 0)).room, "ann")?.mine, [0, 2]);
});

Deno.test("later answer replaces the earlier one, the same again is none", () => {
  const once = when(opened(), vote("ann", 1)).room;
  assertEquals(when(once, vote("ann", 1)).events, []);
  const twice = when(once, vote("ann", 2)).room;
  const { answered, counts, votes } = seen(twice, "dana")!;
  assertEquals({ answered, counts, votes }, {
    answered: 1,
    counts: [0, 0, 1],
    votes: { ann: [2] },
  });
});

Deno.test("answers are the voter's and the poll holders' until they are shared", () => {
  const voted = all(opened(), vote("ann", 1));
  assertEquals(seen(voted, "bob")?.counts, undefined);
  assertEquals(seen(voted, "ann")?.mine, [1]);
  const shared = when(voted, share()).room;
  assertEquals(seen(shared, "bob")?.counts, [0, 1, 0]);
  assertEquals(seen(shared, "bob")?.votes, undefined);
  assertEquals(seen(when(shared, share(false)).room, "bob")?.counts, undefined);
});

Deno.test("vote is told to its voter and to poll holders, its count to all once it is shared", () => {
  const hears = told(opened(), vote("ann", 1));
  assertEquals(hears("bob"), []);
  assertEquals(hears("ann"), [{ type: "PollAnswered", pollId: "q1", mine: [1] }]);
  assertEquals(hears("dana").length, 2);
  const shared = told(when(opened(), share()).room, vote("ann", 1));
  assertEquals(shared("bob"), [
    { type: "PollAnswered", pollId: "q1", answered: 1, counts: [0, 1, 0] },
  ]);
});

Deno.test("nobody learns who chose what in an anonymous poll", () => {
  const before = opened({ anonymous: true });
  const hears = told(before, vote("ann", 1));
  assertEquals(JSON.stringify(hears("dana")).includes("ann"), false);
  assertEquals(hears("dana").every((change) => !("vote" in change)), true);
  const after = all(before, vote("ann", 1), close, share());
  assertEquals(seen(after, "dana")?.votes, undefined);
  assertEquals(snapshotOf(after, "service").meeting?.polls[0]?.votes, undefined);
  assertEquals(seen(after, "dana")?.counts, [0, 1, 0]);
});

Deno.test("right options of a quiz are seen by all once it is closed and shared", () => {
  const quiz = opened({ correct: [0] });
  assertEquals(seen(quiz, "dana")?.correct, [0]);
  assertEquals(seen(quiz, "ann")?.correct, undefined);
  assertEquals(seen(when(quiz, share()).room, "ann")?.correct, undefined);
  assertEquals(seen(when(quiz, close).room, "ann")?.correct, undefined);
  assertEquals(seen(all(quiz, close, share()), "ann")?.correct, [0]);
  assertEquals(refusalOf(meeting(), by("dana", { ...TEA, correct: [3] })), "invalid-command");
  assertEquals(refusalOf(meeting(), by("dana", { ...TEA, correct: [0, 0] })), "invalid-command");
});

Deno.test("vote needs its right and a seat", () => {
  const room = opened();
  const rights = { participant: ["speak" as const] };
  const { meeting: now } = room;
  const silenced = { ...room, meeting: { ...now, settings: { ...now.settings, rights } } };
  assertEquals(refusalOf(silenced, vote("ann", 1)), "forbidden");
  assertEquals(
    refusalOf(room, byService({ type: "vote", pollId: "q1", choices: [1] })),
    "forbidden",
  );
});

Deno.test("polls are bounded", () => {
  let room = meeting();
  for (let i = 0; i < POLLS_MAX; i++) room = when(room, by("dana", { ...TEA, open: false })).room;
  assertEquals(refusalOf(room, by("dana", TEA)), "too-many");
});

Deno.test("answers kept by name are bounded: of the oldest closed poll only the counts stay", () => {
  const crowd = Object.fromEntries(Array.from({ length: ANSWERS_MAX }, (_, i) => [`p${i}`, [0]]));
  const open = when(opened(), by("dana", TEA)).room;
  const { meeting: now } = open;
  const full = {
    ...open,
    meeting: { ...now, polls: { ...now.polls, q1: { ...now.polls["q1"]!, answers: crowd } } },
  };
  const second = by("ann", { type: "vote", pollId: "q2", choices: [2] });
  assertEquals(refusalOf(full, second), "too-many");
  const { events, room } = when(when(full, close).room, second);
  assertEquals(events.map(({ type }) => type), ["PollSealed", "PollAnswered"]);
  const view = seen(room, "dana");
  assertEquals(
    [view?.sealed, view?.answered, view?.counts, view?.votes],
    [true, ANSWERS_MAX, [ANSWERS_MAX, 0, 0], undefined],
  );
});
