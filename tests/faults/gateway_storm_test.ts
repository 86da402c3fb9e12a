/** A reconnect storm: everybody on a gateway comes up on the others at once. */
import { assert, assertEquals } from "@std/assert";
import { comeBack, spread } from "../harness/comeback.ts";
import { untilConverged } from "../harness/converged.ts";
import { LightSession } from "../harness/light_session.ts";
import { createMeeting, requestTicket } from "../harness/meetings.ts";
import { Stack } from "../harness/stack.ts";
import { withTails } from "../scenarios/table.ts";

const ROOMS = 20;
const SEATS = 10;
/** All of them are back within this; their rooms' owners may have died with the gateway. */
const BACK_LIMIT_MS = 30_000;

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
Deno.test({
  name: `${ROOMS * SEATS} sessions of a killed gateway are back on the others`,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 3, mediaNodes: 1 });
    await withTails(stack, () => storm(stack));
  },
});

async function storm(stack: Stack): Promise<void> {
  await using disposables = new AsyncDisposableStack();
  const [lost, ...others] = stack.gateways;
  if (!lost) throw new Error("Cannot go on: there is no gateway");
  // One after the other: they come back at once, and that is storm enough.
  const rooms: LightSession[][] = [];
  while (rooms.length < ROOMS) {
    const ticket = await createMeeting(lost);
    const seats = [disposables.use(await LightSession.join(lost, ticket))];
    while (seats.length < SEATS) {
      const guest = await requestTicket(lost, ticket.code);
      seats.push(disposables.use(await LightSession.join(lost, guest)));
    }
    rooms.push(seats);
  }
  const sessions = rooms.flat();

  await stack.kill(lost.name, "SIGKILL");
  const back = await Promise.all(
    sessions.map((session) => comeBack(session, others, BACK_LIMIT_MS)),
  );
  const { medianMs, maxMs } = spread(back.map(({ backMs }) => backMs));
  console.log(`  back after ${medianMs} ms (median), ${maxMs} ms (worst)`);
  assert(maxMs < BACK_LIMIT_MS);

  for (const seats of rooms) {
    const { peers } = await untilConverged(seats);
    assertEquals(peers.map(({ connected }) => connected), seats.map(() => true));
  }
  const left = sessions.flatMap(({ socket }) => socket.frames)
    .filter((frame) =>
      frame.type === "room" && frame.changes.some(({ type }) => type === "PeerLeft")
    );
  assertEquals(left, []);
}
