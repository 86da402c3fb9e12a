/** A recording outlives the recorder that keeps it and the owner of its room; people see what is so. */
import { assert, assertEquals } from "@std/assert";
import { recordingId } from "../../protocol/mod.ts";
import { Recorded } from "../harness/recorded.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";
import { ownerOf, untilAdopted } from "./owner.ts";

/** From the death of a recorder to the moment from which another has it: 0.1 s unless the machine is busy. */
const REPLACED_WITHIN_MS = 5_000;
const LIMIT_MS = 30_000;

Deno.test({
  name: "a recording goes on when its recorder or the room's owner is gone",
  // The peers' DTLS keeps its retransmission timer for up to a second after it was stopped.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(context) {
    await using stack = await Stack.start({
      controlHosts: 2,
      gateways: 1,
      mediaNodes: 1,
      recorders: 2,
    });
    await withTails(stack, async () => {
      await using meeting = await Recorded.meet(stack);
      const { roomId } = meeting;
      const id = recordingId(roomId, 1);
      const partsOf = async () =>
        (await meeting.manifest(id)).flatMap((body) =>
          body.type === "PartOpened" ? [body.recorderId] : []
        );
      await meeting.say({ type: "startRecording" });
      const first = await meeting.untilKept();
      await meeting.untilSeen("recording");

      await context.step(
        "the owner is killed: the same recorder goes on, in one part",
        async () => {
          const owner = await ownerOf(stack, roomId);
          await stack.kill(owner);
          await untilAdopted(stack, [roomId], owner, LIMIT_MS);
          await meeting.command({ type: "pauseRecording", paused: true });
          await until(
            "the recorder hears of it from the new owner",
            async () => (await meeting.manifest(id)).map(({ type }) => type),
            (types) => types.includes("PartPaused"),
            LIMIT_MS,
          );
          await meeting.command({ type: "pauseRecording", paused: false });
          await meeting.untilSeen("recording");
          assertEquals(await partsOf(), [first]);
          assertEquals(meeting.course.includes("interrupted"), false);
        },
      );

      let second = "";
      await context.step("the recorder is killed: another has it, and people saw", async () => {
        const killedMs = performance.now();
        await stack.kill(first);
        await until(
          "people see that it is interrupted, and then that it is not",
          () => meeting.course.slice(-2),
          ([before, now]) => before === "interrupted" && now === "recording",
          LIMIT_MS,
        );
        const tookMs = performance.now() - killedMs;
        second = await meeting.untilKept({ except: [first] });
        assert(tookMs <= REPLACED_WITHIN_MS, `it took ${Math.round(tookMs)} ms`);
        await until(
          "it began another part",
          partsOf,
          (parts) => parts.join() === `${first},${second}`,
        );
      });

      await context.step("the other stands still: nobody has it, and people see that", async () => {
        stack.process(second).signal("SIGSTOP");
        await meeting.untilSeen("interrupted");
      });

      await context.step("one is back: it is recorded again, and stopped in order", async () => {
        await stack.restart(first);
        await meeting.untilSeen("recording");
        assertEquals(await meeting.untilKept({ except: [second] }), first);
        await meeting.command({ type: "stopRecording" });
        await meeting.untilSeen(null);
        await until(
          "the last part is over",
          () => meeting.manifest(id),
          (entries) =>
            entries.some((body) => body.type === "PartClosed" && body.end === "finished"),
          LIMIT_MS,
        );
      });
    });
  },
});
