/** Polls: each sees of them what is theirs to see. */
import { assertEquals, assertRejects } from "@std/assert";
import type { MeetingCommand, PollView } from "../../protocol/mod.ts";
import { RefusedError } from "../harness/client_socket.ts";
import type { LightSession } from "../harness/light_session.ts";
import { People } from "../harness/people.ts";
import { until } from "../harness/until.ts";
import { type Scenario, scenarios } from "./table.ts";

const TEA: MeetingCommand & { type: "createPoll" } = {
  type: "createPoll",
  question: "Tea?",
  options: ["green", "black"],
  multiple: false,
  anonymous: false,
  open: true,
};
const vote = (...choices: number[]): MeetingCommand => ({ type: "vote", pollId: "q1", choices });
const share: MeetingCommand = { type: "sharePoll", pollId: "q1", shared: true };
const close: MeetingCommand = { type: "closePoll", pollId: "q1" };
const pollOf = ({ roster }: LightSession): PollView | undefined => roster.meeting.polls[0];

const list: Scenario[] = [
  {
    name: "votes count live for the host, and for all once the result is shared",
    async run(stack) {
      await using people = await People.meet(stack);
      const ann = await people.enter("Ann");
      const bob = await people.enter("Bob");
      await people.host.say(TEA);
      await people.untilAllKnow();
      await ann.say(vote(0));
      await bob.say(vote(0));
      await bob.say(vote(1));
      await people.untilAllKnow();
      const { answered, counts, votes } = pollOf(people.host) ?? {};
      assertEquals({ answered, counts, votes }, {
        answered: 2,
        counts: [1, 1],
        votes: { [ann.peerId]: [0], [bob.peerId]: [1] },
      });
      assertEquals([pollOf(ann)?.counts, pollOf(ann)?.mine], [undefined, [0]]);
      await people.host.say(share);
      await people.untilAllKnow();
      assertEquals([pollOf(ann)?.counts, pollOf(ann)?.mine, pollOf(ann)?.votes], [
        [1, 1],
        [0],
        undefined,
      ]);
      const late = await people.enter("Late");
      await late.say(vote(1));
      await until("ann sees the late vote", () => pollOf(ann)?.counts, (now) => now?.[1] === 2);
      await people.host.say(close);
      const refused = await assertRejects(() => late.say(vote(0)), RefusedError);
      assertEquals(refused.code, "wrong-state");
    },
  },
  {
    name: "who chose what in an anonymous poll is in no frame but the voter's",
    async run(stack) {
      await using people = await People.meet(stack);
      const ann = await people.enter("Ann");
      const bob = await people.enter("Bob");
      await people.host.say({ ...TEA, anonymous: true });
      await ann.say(vote(1));
      await people.host.say(share);
      await people.host.say(close);
      await people.untilAllKnow();
      assertEquals(pollOf(people.host)?.counts, [0, 1]);
      for (const other of [people.host, bob]) {
        const changes = other.socket.frames.flatMap((frame) =>
          frame.type === "room" ? frame.changes.filter(({ type }) => type.startsWith("Poll")) : []
        );
        assertEquals(changes.length > 0, true);
        assertEquals(JSON.stringify(changes).includes(ann.peerId), false);
        assertEquals(JSON.stringify(changes).includes('"mine"'), false);
      }
      const late = await people.enter("Late");
      assertEquals(JSON.stringify(pollOf(late)).includes(ann.peerId), false);
      const { meeting } = await ann.ask();
      assertEquals(meeting?.polls[0]?.mine, [1]);
    },
  },
  {
    name: "drafts are the host's, and a quiz keeps its answer until it is closed and shared",
    async run(stack) {
      await using people = await People.meet(stack);
      const ann = await people.enter("Ann");
      await people.host.say({ ...TEA, correct: [1], open: false });
      await people.untilAllKnow();
      assertEquals([pollOf(people.host)?.status, pollOf(ann)], ["draft", undefined]);
      await people.host.say({ type: "openPoll", pollId: "q1" });
      await people.host.say(share);
      await people.untilAllKnow();
      assertEquals(pollOf(ann)?.status, "open");
      assertEquals(JSON.stringify(ann.socket.frames).includes("correct"), false);
      await people.host.say(close);
      await people.untilAllKnow();
      assertEquals(pollOf(ann)?.correct, [1]);
      await people.host.say({ type: "deletePoll", pollId: "q1" });
      await people.untilAllKnow();
      assertEquals(pollOf(ann), undefined);
    },
  },
];

scenarios("polls", list);
