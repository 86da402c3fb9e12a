import { assertEquals } from "@std/assert";
import type { RoomChange } from "../view.ts";
import type { ChatMessage } from "./chat.ts";
import type { PollView } from "./polls.ts";
import {
  applyMeetingChange,
  CLIENT_MESSAGES_MAX,
  EMPTY_MEETING,
  type MeetingView,
} from "./view.ts";

const message = (id: number, over: Partial<ChatMessage> = {}): ChatMessage => ({
  id,
  from: "ann",
  name: "Ann",
  at: id,
  text: `text ${id}`,
  ...over,
});
const sent = (id: number): RoomChange => ({ type: "MessageSent", message: message(id) });
const poll = (id: string, over: Partial<PollView> = {}): PollView => ({
  id,
  question: "?",
  options: ["a", "b"],
  multiple: false,
  anonymous: false,
  status: "open",
  shared: false,
  ...over,
});
const after = (...changes: RoomChange[]): MeetingView =>
  changes.reduce(applyMeetingChange, EMPTY_MEETING);
const idsOf = ({ messages }: MeetingView) => messages.map(({ id }) => id);

Deno.test("message stands at its place in the order, once, however it comes", () => {
  assertEquals(idsOf(after(sent(2), sent(9), sent(5), sent(2))), [2, 5, 9]);
});

Deno.test("change of a message replaces it; one that is too old to be here is left out", () => {
  const edited = message(2, { text: "new", editedAt: 7 });
  const view = after(sent(2), sent(3), { type: "MessageChanged", message: edited });
  assertEquals(view.messages, [edited, message(3)]);
  const old: RoomChange = { type: "MessageChanged", message: message(1) };
  assertEquals(applyMeetingChange(view, old), view);
});

Deno.test("reaction comes and goes, twice is once, and the last leaves no trace", () => {
  const react = (peerId: string, on: boolean): RoomChange => ({
    type: "MessageReacted",
    messageId: 2,
    peerId,
    emoji: "👍",
    on,
  });
  const liked = after(sent(2), react("ann", true), react("bob", true), react("bob", true));
  assertEquals(liked.messages[0]?.reactions, { "👍": ["ann", "bob"] });
  const none = [react("ann", false), react("bob", false)].reduce(applyMeetingChange, liked);
  assertEquals(none.messages, [message(2)]);
  assertEquals(applyMeetingChange(none, react("ann", false)).messages, none.messages);
});

Deno.test("messages of a client are bounded, and the reader knows that there are older ones", () => {
  const ids = Array.from({ length: CLIENT_MESSAGES_MAX + 1 }, (_, i) => i + 1);
  const view = after(...ids.map(sent));
  assertEquals([idsOf(view).length, idsOf(view)[0], view.hasOlderMessages], [
    CLIENT_MESSAGES_MAX,
    2,
    true,
  ]);
});

Deno.test("polls stand in the order of making, drafts that are opened late too", () => {
  const changed = (id: string): RoomChange => ({ type: "PollChanged", poll: poll(id) });
  const view = after(changed("q10"), changed("q2"), changed("q1"), changed("q2"));
  assertEquals(view.polls.map(({ id }) => id), ["q1", "q2", "q10"]);
});

Deno.test("answer adds what it tells and leaves the rest", () => {
  const view = after(
    { type: "PollChanged", poll: poll("q1", { answered: 0, counts: [0, 0] }) },
    { type: "PollAnswered", pollId: "q1", answered: 1, counts: [0, 1] },
    { type: "PollAnswered", pollId: "q1", vote: { peerId: "ann", choices: [1] } },
    { type: "PollAnswered", pollId: "q1", mine: [1] },
    { type: "PollAnswered", pollId: "q7", mine: [1] },
  );
  const answered = { answered: 1, counts: [0, 1], mine: [1], votes: { ann: [1] } };
  assertEquals(view.polls, [poll("q1", answered)]);
});

Deno.test("own answer stays when the poll is told anew, until it is sealed", () => {
  const voted = after(
    { type: "PollChanged", poll: poll("q1") },
    { type: "PollAnswered", pollId: "q1", mine: [1] },
    { type: "PollChanged", poll: poll("q1", { status: "closed" }) },
  );
  assertEquals(voted.polls[0]?.mine, [1]);
  const sealed = poll("q1", { status: "closed", sealed: true });
  assertEquals(applyMeetingChange(voted, { type: "PollChanged", poll: sealed }).polls, [sealed]);
});

Deno.test("who knocks again stands in the lobby once, and is gone when let in", () => {
  const knock = (name: string): RoomChange => ({
    type: "LobbyEntered",
    person: { peerId: "eve", name, since: 1 },
  });
  const view = after(knock("Eve"), knock("Eva"));
  assertEquals(view.lobby, [{ peerId: "eve", name: "Eva", since: 1 }]);
  const left: RoomChange = { type: "LobbyLeft", peerId: "eve", outcome: "admitted" };
  assertEquals(applyMeetingChange(view, left).lobby, []);
});

Deno.test("who is kept out stands there once, the latest last, until let back", () => {
  const kept = (peerId: string, at: number): RoomChange => ({
    type: "PeerKeptOut",
    person: { peerId, name: peerId, at },
  });
  const view = after(kept("eve", 1), kept("mal", 2), kept("eve", 3));
  assertEquals(view.keptOut.map(({ peerId, at }) => [peerId, at]), [["mal", 2], ["eve", 3]]);
  const back: RoomChange = { type: "PeerLetBack", peerId: "mal" };
  assertEquals(applyMeetingChange(view, back).keptOut.map(({ peerId }) => peerId), ["eve"]);
});

Deno.test("notice replaces one of its kind and ends", () => {
  const on = (since: number): RoomChange => ({
    type: "NoticeChanged",
    kind: "recording",
    notice: { kind: "recording", since, by: null },
  });
  const view = after(on(1), on(2));
  assertEquals(view.notices.map(({ since }) => since), [2]);
  const off: RoomChange = { type: "NoticeChanged", kind: "recording", notice: null };
  assertEquals(applyMeetingChange(view, off).notices, []);
});

Deno.test("what is said of peers leaves the meeting as it is", () => {
  const view = after(sent(2));
  const changes: RoomChange[] = [
    { type: "PeerLeft", peerId: "ann", reason: "left" },
    { type: "HandChanged", peerId: "ann", raisedAt: 1 },
    { type: "PeersMoved", moved: { ann: "b1" } },
  ];
  for (const change of changes) assertEquals(applyMeetingChange(view, change), view);
});
