/** A recorder that is told to go gives its recordings to another, and leaves nothing behind. */
import { assert, assertEquals } from "@std/assert";
import { recordingId } from "../../protocol/mod.ts";
import { Recorded } from "../harness/recorded.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";

const DRAIN_MS = 8_000;
const LIMIT_MS = 30_000;
/** Microphones and cameras of two. */
const TRACKS = 4;
const NAMES = ["recorder-1", "recorder-2"];

Deno.test({
  name: "a recording whose recorder is told to go changes to another, and nobody sees a difference",
  // The peers' DTLS keeps its retransmission timer for up to a second after it was stopped.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using stack = await Stack.start({ controlHosts: 1, mediaNodes: 1, recorders: 2 });
    await withTails(stack, async () => {
      for (const name of NAMES) stack.expectEnd(name);
      await Promise.all(
        NAMES.map((name) => stack.restart(name, { PARLEY_DRAIN_MS: `${DRAIN_MS}` })),
      );
      await using meeting = await Recorded.meet(stack);
      const id = recordingId(meeting.roomId, 1);
      await meeting.say({ type: "startRecording" });
      const first = await meeting.untilKept();
      await meeting.untilSeen("recording");
      const told = async (type: string, count: number) => {
        const entries = await until(
          `${type} was told ${count} times`,
          () => meeting.manifest(id),
          (entries) => entries.filter((entry) => entry.type === type).length >= count,
          LIMIT_MS,
        );
        return entries.filter((entry) => entry.type === "SegmentClosed").length;
      };
      // A track that has just been opened may have nothing yet: each has a segment of each part.
      await told("SegmentClosed", TRACKS);
      await stack.kill(first, "SIGTERM");
      const second = await meeting.untilKept({ except: [first] });
      await told("SegmentClosed", await told("PartClosed", 1) + TRACKS);
      assertEquals(meeting.course.filter((state) => state !== "recording"), ["starting"]);
      await meeting.command({ type: "stopRecording" });
      const manifest = await until(
        "both parts are over",
        () => meeting.manifest(id),
        (entries) => entries.filter(({ type }) => type === "PartClosed").length === 2,
        LIMIT_MS,
      );
      const parts = manifest.flatMap((body) => body.type === "PartOpened" ? [body.recorderId] : []);
      assertEquals(parts, [first, second]);
      assert(manifest.filter(({ type }) => type === "SegmentClosed").length >= 2 * TRACKS);
      assertEquals(stack.process(first).alive, false);
    });
  },
});
