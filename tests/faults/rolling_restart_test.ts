/** Every control host is replaced in turn while people talk: no command is missed. */
import type { RoomId } from "../../protocol/mod.ts";
import { startCommandStream } from "../harness/command_stream.ts";
import { createMeeting } from "../harness/meetings.ts";
import { Stack } from "../harness/stack.ts";
import { until, untilRisen } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";
import { assertNothingLost, ownerOf, seenOwner } from "./owner.ts";

const ROOMS = 12;
const COMMANDS = 20;
/** A busy machine takes its time; what counts is that nothing is missing in the end. */
const COMMANDS_LIMIT_MS = 30_000;
/** A host that hands over may take that long: more than the rooms of a busy machine need. */
const PATIENT_MS = "15000";

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
Deno.test({
  name: "a rolling restart of all control hosts loses, doubles and refuses no command",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const controlVariables = { PARLEY_DRAIN_MS: PATIENT_MS };
    await using stack = await Stack.start({ controlHosts: 3, mediaNodes: 1, controlVariables });
    await withTails(stack, () => restartAll(stack));
  },
});

async function restartAll(stack: Stack): Promise<void> {
  const roomIds: RoomId[] = [];
  for (let index = 0; index < ROOMS; index++) {
    roomIds.push((await createMeeting(stack.gateway(index))).roomId);
  }
  await using streams = new AsyncDisposableStack();
  // One room hears a command every 20 ms, and the others every 100 ms.
  const talking = await Promise.all(
    roomIds.map((roomId, index) =>
      startCommandStream(stack, roomId, { everyMs: index === 0 ? 20 : 100 })
    ),
  );
  for (const stream of talking) streams.use(stream);

  const [first, ...others] = roomIds;
  if (!first) throw new Error("Cannot go on: there is no room");
  for (const { name } of stack.gateways) {
    const owner = await ownerOf(stack, first);
    await stack.kill(name, "SIGTERM");
    const ended = stack.process(name).ending;
    if (ended !== "code 0") throw new Error(`Cannot accept the restart: ${name} ended by ${ended}`);
    if (owner === name) {
      await until("the room has another owner", () => seenOwner(stack, first), (it) => it !== name);
    }
    await stack.restart(name);
    await Promise.all(
      talking.map((stream) =>
        untilRisen("commands are answered", () => stream.answered, COMMANDS, COMMANDS_LIMIT_MS)
      ),
    );
  }
  for (const stream of talking) assertNothingLost(await stream.stop());
  await until(
    "every room has an owner",
    () => Promise.all(others.map((roomId) => seenOwner(stack, roomId))),
    (owners) => !owners.includes(undefined),
  );
}
