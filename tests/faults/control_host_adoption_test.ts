/** A control host that owns rooms is killed: others take them without being asked, and nothing is lost. */
import { JetStreamRegister, registerPartOf } from "../../control/hosts/mod.ts";
import type { RoomId } from "../../protocol/mod.ts";
import { startCommandStream } from "../harness/command_stream.ts";
import { createMeeting } from "../harness/meetings.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";
import { assertNothingLost, ownerOf, seenOwner, untilAdopted } from "./owner.ts";

/** On a quiet machine it takes 0.4 s; a busy one tells later that a host is gone. */
const ADOPTION_LIMIT_MS = 20_000;
const COMMANDS = 40;
/** Handed over when their host is killed. */
const ROOMS = 20;
const COMMANDS_LIMIT_MS = 30_000;

const HOSTS = ["control-1", "control-2", "control-3"];

/** Written behind the room's claim: only what is in the register outlives all hosts. */
async function untilRegistered(stack: Stack, roomId: RoomId): Promise<void> {
  const register = await JetStreamRegister.open(stack.bus, { hostId: "test" });
  const listed = () => register.list(registerPartOf(roomId));
  await until("the room is registered", listed, (rooms) => rooms.includes(roomId));
}

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
Deno.test({
  name: "the rooms of a killed control host",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (context) => {
    await using stack = await Stack.start({ controlHosts: 3, mediaNodes: 1 });
    const step = (name: string, run: () => Promise<void>) =>
      context.step(name, () => withTails(stack, run));

    await step("are adopted though nobody sends a command", async () => {
      const { roomId } = await createMeeting(stack.gateway());
      const owner = await ownerOf(stack, roomId);
      await stack.kill(owner);
      await untilAdopted(stack, [roomId], owner, ADOPTION_LIMIT_MS);
      await stack.restart(owner);
    });

    await step("are adopted when it is back before it was missed", async () => {
      const { roomId } = await createMeeting(stack.gateway());
      const owner = await ownerOf(stack, roomId);
      await stack.kill(owner);
      await stack.restart(owner);
      await until("the room has an owner", () => seenOwner(stack, roomId), Boolean);
    });

    await step("are adopted by those that come after all died, unasked too", async () => {
      const { roomId } = await createMeeting(stack.gateway());
      await untilRegistered(stack, roomId);
      await Promise.all(HOSTS.map((host) => stack.kill(host)));
      await Promise.all(HOSTS.map((host) => stack.restart(host)));
      await until("the room has an owner", () => seenOwner(stack, roomId), Boolean);
    });

    await step("lose and repeat no command", async () => {
      const { roomId } = await createMeeting(stack.gateway());
      await using stream = await startCommandStream(stack, roomId);
      for (let kill = 0; kill < 3; kill++) {
        const answered = stream.answered;
        await until(
          "commands are answered",
          () => stream.answered,
          (now) => now >= answered + COMMANDS,
          COMMANDS_LIMIT_MS,
        );
        const owner = await ownerOf(stack, roomId);
        stream.mark();
        await stack.kill(owner);
        await stack.restart(owner);
      }
      assertNothingLost(await stream.stop());
    });

    await step("lose and repeat no command when they are killed while handing over", async () => {
      const { roomId } = await createMeeting(stack.gateway());
      await using stream = await startCommandStream(stack, roomId);
      const owner = await ownerOf(stack, roomId);
      const others: RoomId[] = [];
      while (others.length < ROOMS) others.push((await createMeeting(stack.gateway())).roomId);
      stack.process(owner).signal("SIGTERM");
      await until("the room is on its way", () => seenOwner(stack, roomId), (at) => at !== owner);
      await stack.kill(owner);
      await untilAdopted(stack, [roomId, ...others], owner, ADOPTION_LIMIT_MS);
      assertNothingLost(await stream.stop());
      await stack.restart(owner);
    });
  },
});
