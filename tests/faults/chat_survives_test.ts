/** Invariants 1, 2 and 3 for what people say: the owner dies between two messages. */
import { assertEquals } from "@std/assert";
import type { MeetingCommand } from "../../protocol/mod.ts";
import type { LightSession } from "../harness/light_session.ts";
import { createMeeting } from "../harness/meetings.ts";
import { message, People, textsOf } from "../harness/people.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";
import { ownerOf } from "./owner.ts";

/** Said before the owner dies, and after it; slowly enough for the gateways' limits. */
const BEFORE = 4;
const AFTER = 4;
const CONVERGE_LIMIT_MS = 15_000;

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
Deno.test({
  name: "chat, hands, polls, consents and notices outlive the owner of their room",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 3, mediaNodes: 2 });
    await withTails(stack, () => outlive(stack));
  },
});

async function outlive(stack: Stack): Promise<void> {
  const ticket = await createMeeting(stack.gateway(0));
  const owner = await ownerOf(stack, ticket.roomId);
  // On gateways of other hosts, so that only the room's owner is lost.
  const gateways = stack.gateways.filter(({ name }) => name !== owner);
  await using people = await People.meet(stack, { ticket, gateways });
  const { host } = people;
  const ann = await people.enter("Ann");
  const bob = await people.enter("Bob");
  await commands(host, [
    { type: "setNotice", kind: "recording", on: true },
    {
      type: "createPoll",
      question: "Tea?",
      options: ["green", "black"],
      multiple: false,
      anonymous: false,
      open: true,
    },
    { type: "sharePoll", pollId: "q1", shared: true },
  ]);
  await commands(bob, [
    { type: "raiseHand", raised: true },
    { type: "vote", pollId: "q1", choices: [0] },
    { type: "consent", kind: "recording", agreed: true },
  ]);
  await commands(ann, [{ type: "raiseHand", raised: true }]);
  await ann.say(message("for bob alone", bob.peerId));
  for (let i = 0; i < BEFORE; i++) await ann.say(message(`before ${i}`));
  await people.untilAllKnow();

  // One is under way while the owner dies: it is said again by the gateway and stands there once.
  await Promise.all([ann.say(message("under way")), stack.kill(owner, "SIGKILL")]);
  for (let i = 0; i < AFTER; i++) await ann.say(message(`after ${i}`));
  await bob.say({ type: "vote", pollId: "q1", choices: [1] });
  await people.untilAllKnow();

  const common = [
    ...Array.from({ length: BEFORE }, (_, i) => `before ${i}`),
    "under way",
    ...Array.from({ length: AFTER }, (_, i) => `after ${i}`),
  ];
  for (const session of people.all) {
    await until(
      "everything was read",
      () => textsOf(session).length,
      (count) => count >= common.length,
      CONVERGE_LIMIT_MS,
    );
    const own = session === host ? common : ["for bob alone", ...common];
    assertEquals(textsOf(session), own);
    const { meeting } = await session.ask();
    assertEquals(session.roster.meeting.messages, meeting?.messages);
    assertEquals(session.roster.meeting.polls[0]?.counts, [0, 1]);
    assertEquals(session.roster.meeting.notices.map(({ kind }) => kind), ["recording"]);
    assertEquals(session.roster.peer(bob.peerId)?.consents, { recording: true });
    const [bobs = 0, anns = 0] = [bob, ann].map(({ peerId }) =>
      session.roster.peer(peerId)?.handRaisedAt
    );
    assertEquals(bobs > 0 && anns > bobs, true, `hands went up at ${bobs} and ${anns}`);
  }
  assertEquals(JSON.stringify(host.socket.frames).includes("for bob alone"), false);
}

async function commands(session: LightSession, list: readonly MeetingCommand[]): Promise<void> {
  for (const command of list) await session.say(command);
}
