/** A recording outlives the media node of its room: one part, every track goes on, no long gap. */
import { assert, assertEquals } from "@std/assert";
import { recordingId, type Segment } from "../../protocol/mod.ts";
import { Recorded } from "../harness/recorded.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";
import { nodeOf, untilSecured } from "./media.ts";

/** Nothing of a track between the old node's last packet and the new one's first. */
const GAP_MAX_MS = 2_000;
/** So much of the recording has to be there after the node's death. */
const AFTER_MS = 1_500;
const LIMIT_MS = 30_000;

Deno.test({
  name: "a recording goes on when the room's media node is killed",
  // The peers' DTLS keeps its retransmission timer for up to a second after it was stopped.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using stack = await Stack.start({ controlHosts: 1, mediaNodes: 2, recorders: 1 });
    await withTails(stack, async () => {
      await using meeting = await Recorded.meet(stack);
      const { host, guest, roomId } = meeting;
      const id = recordingId(roomId, 1);
      await untilSecured([host, guest]);
      await meeting.say({ type: "startRecording" });
      await meeting.untilKept();
      await meeting.untilSeen("recording");

      const before = [host.generation, guest.generation];
      const killedAt = Date.now();
      await stack.kill(nodeOf(stack, host));
      await until(
        "both have moved",
        () => [host.generation, guest.generation],
        (now) => now.every((generation, at) => generation > (before[at] ?? 0)),
        LIMIT_MS,
      );
      const movedAt = Date.now();
      await until(
        "it went on for a while",
        () => Date.now() - movedAt > AFTER_MS,
        Boolean,
        LIMIT_MS,
      );
      assertEquals(meeting.course, ["starting", "recording"]);
      await meeting.command({ type: "stopRecording" });
      const manifest = await until(
        "its part is over",
        () => meeting.manifest(id),
        (entries) => entries.some(({ type }) => type === "PartClosed"),
        LIMIT_MS,
      );
      assertEquals(manifest.filter(({ type }) => type === "PartOpened").length, 1);
      const tracks = manifest.flatMap((body) => body.type === "TrackOpened" ? [body] : []);
      assertEquals(tracks.length, 4, "no track began anew");
      const segments = manifest.flatMap((body) =>
        body.type === "SegmentClosed" ? [body.segment] : []
      );
      for (const { track, source } of tracks) {
        const own = segments.filter((segment) => segment.track === track);
        const last = own.at(-1);
        assert(last && last.endMs > killedAt + AFTER_MS / 2, `${source} went on`);
        const gapMs = longestGapMs(own);
        assert(gapMs <= GAP_MAX_MS, `${source} lacks ${gapMs} ms`);
      }
    });
  },
});

function longestGapMs(segments: readonly Segment[]): number {
  const gaps = segments.map(({ startMs }, index) =>
    startMs - (segments[index - 1]?.endMs ?? startMs)
  );
  return Math.max(0, ...gaps);
}
