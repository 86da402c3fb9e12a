/**
 * PostgreSQL is stopped for a while: calls go on, what needs it says so, and meetings made before are
 * found afterwards, and so is what was written meanwhile. A quarter of a minute stands for ten: nothing
 * in between depends on how long it is. `deno task test:outage` makes it five minutes.
 */
import { assertEquals, assertRejects } from "@std/assert";
import { EventsPage, producerId } from "../../protocol/mod.ts";
import { startCommandStream } from "../harness/command_stream.ts";
import { ApiError, createMeeting, findMeeting, requestTicket } from "../harness/meetings.ts";
import { Participant } from "../harness/participant.ts";
import { roomApi } from "../harness/room_api.ts";
import { type Gateway, Stack } from "../harness/stack.ts";
import { until, untilRisen } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";
import { assertNothingLost } from "./owner.ts";

const PACKETS_A_ROUND = 25;
/** How long PostgreSQL is away, in seconds. */
const OUTAGE_VARIABLE = "PARLEY_TEST_OUTAGE_S";
const OUTAGE_S = 15;
const BACK_LIMIT_MS = 20_000;
/** What waited is written in its order, and a command every 20 ms has waited. */
const CAUGHT_UP_LIMIT_MS = 60_000;

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
Deno.test({
  name: "a call while PostgreSQL is stopped",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 2, mediaNodes: 1 });
    await withTails(stack, () => goOn(stack));
  },
});

async function goOn(stack: Stack): Promise<void> {
  const gateway = stack.gateway(0);
  const ticket = await createMeeting(gateway, "Before");
  const guests = [
    await requestTicket(gateway, ticket.code),
    await requestTicket(gateway, ticket.code),
  ] as const;
  await using alice = await Participant.join({ gateway, ticket });
  await using bob = await Participant.join({ gateway: stack.gateway(1), ticket: guests[0] });
  await using stream = await startCommandStream(stack, ticket.roomId);

  const outageMs = Number(Deno.env.get(OUTAGE_VARIABLE) ?? OUTAGE_S) * 1_000;
  await stack.postgres.kill();
  const endsAt = performance.now() + outageMs;
  const unavailable = async (ask: () => Promise<unknown>) => {
    const error = await assertRejects(ask, ApiError);
    assertEquals([error.status, error.code], [503, "unavailable"]);
  };
  await unavailable(() => createMeeting(gateway));
  await unavailable(() => findMeeting(gateway, ticket.code));
  await unavailable(() => requestTicket(gateway, ticket.code));
  // Who has a ticket comes in.
  await using carol = await Participant.join({ gateway: stack.gateway(1), ticket: guests[1] });
  const cam = producerId(bob.peerId, "cam");
  const written: string[] = [];
  for (let paused = true; performance.now() < endsAt; paused = !paused) {
    const text = `Round ${written.length + 1}`;
    await alice.socket.request("command", { command: { type: "sendMessage", text } });
    written.push(text);
    await bob.setPaused("cam", paused);
    await until("alice sees it", () => alice.roster.producer(cam)?.paused, (it) => it === paused);
    await untilRisen("carol hears alice", () => carol.packetsFrom(alice, "mic"), PACKETS_A_ROUND);
  }

  await stack.postgres.start();
  const created = () => createMeeting(gateway).then(() => "created", (error) => error.message);
  await until("a meeting is created", created, (it) => it === "created", BACK_LIMIT_MS);
  assertEquals((await findMeeting(gateway, ticket.code)).title, "Before");
  const report = await stream.stop();
  assertNothingLost(report);
  const caughtUpMs = await untilKept(gateway, ticket.roomId, written);
  console.log(
    `PostgreSQL was away for ${
      outageMs / 1_000
    } s. Meanwhile ${report.sent} commands were answered, ` +
      `the longest wait was ${Math.round(report.longestMs)} ms; ${written.length} messages were ` +
      `written, and history had all of them ${Math.round(caughtUpMs)} ms after it was back.`,
  );
}

/** Resolves to how long that took. */
async function untilKept(
  gateway: Gateway,
  roomId: string,
  written: readonly string[],
): Promise<number> {
  const since = performance.now();
  const kept = async () => {
    const texts: string[] = [];
    for (let after = 0;;) {
      const page = EventsPage.parse(
        await roomApi(gateway, roomId).get(`events?after=${after}`).catch(() => NO_EVENTS),
      );
      if (page.events.length === 0) return texts;
      texts.push(
        ...page.events.flatMap(({ event }) =>
          event.type === "MessageSent" ? [event.message.text] : []
        ),
      );
      after = page.after;
    }
  };
  const caughtUp = (texts: string[]) => texts.length >= written.length;
  const texts = await until("history has caught up", kept, caughtUp, CAUGHT_UP_LIMIT_MS);
  assertEquals(texts, written);
  return performance.now() - since;
}

const NO_EVENTS: EventsPage = { events: [], after: 0 };
