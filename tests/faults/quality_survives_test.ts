/**
 * PostgreSQL is dead while people report how their call is: media and commands go on, the reports wait
 * within their bound, and are kept when it is back.
 */
import { assertEquals } from "@std/assert";
import { CallTimeline } from "../../protocol/mod.ts";
import { createMeeting, requestTicket } from "../harness/meetings.ts";
import { LightSession } from "../harness/light_session.ts";
import { Participant } from "../harness/participant.ts";
import { qualityReport } from "../harness/quality.ts";
import { roomApi } from "../harness/room_api.ts";
import { Stack } from "../harness/stack.ts";
import { until, untilRisen } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";

const PACKETS = 25;
const PEOPLE = 4;
const BACK_LIMIT_MS = 30_000;

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
Deno.test({
  name: "reports of quality wait while PostgreSQL is dead, and nobody waits for them",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 1, mediaNodes: 1 });
    await withTails(stack, () => goOn(stack));
  },
});

async function goOn(stack: Stack): Promise<void> {
  const gateway = stack.gateway(0);
  const ticket = await createMeeting(gateway);
  const guests = await Promise.all(
    Array.from({ length: PEOPLE + 1 }, () => requestTicket(gateway, ticket.code)),
  );
  const [first, ...rest] = guests;
  if (!first) throw new TypeError("Cannot be: tickets were asked for");
  await using alice = await Participant.join({ gateway, ticket });
  await using bob = await Participant.join({ gateway, ticket: first });
  await using all = new AsyncDisposableStack();
  const people = await Promise.all(
    rest.map(async (ticket) => all.use(await LightSession.join(gateway, ticket))),
  );
  const report = qualityReport(alice.peerId);
  const tell = () => Promise.all(people.map(({ socket }) => socket.request("quality", { report })));
  const waiting = async () =>
    Number(/^parley_quality_waiting (\d+)$/m.exec(await stack.metrics("control-1"))?.[1]);

  await stack.postgres.kill();
  for (let round = 0; round < 3; round++) {
    await tell();
    await untilRisen("bob hears alice", () => bob.packetsFrom(alice, "mic"), PACKETS);
  }
  await until("all wait", waiting, (count) => count === PEOPLE * 3);
  await bob.setPaused("cam", true);

  await stack.postgres.start();
  const read = async () => {
    try {
      return CallTimeline.parse(await roomApi(gateway, ticket.roomId).get("quality")).reports;
    } catch {
      return -1; // Not back yet.
    }
  };
  assertEquals(
    await until("all are kept", read, (count) => count === PEOPLE * 3, BACK_LIMIT_MS),
    PEOPLE * 3,
  );
  assertEquals(await waiting(), 0);
}
