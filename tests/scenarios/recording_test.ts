/** A meeting is recorded: by whom, what everybody sees of it, and what a recorder gets. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { AuditPage, EventsPage, recordingId } from "../../protocol/mod.ts";
import { RefusedError } from "../harness/client_socket.ts";
import { Recorded } from "../harness/recorded.ts";
import { roomApi } from "../harness/room_api.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "./table.ts";

/** Of a busy machine. */
const LIMIT_MS = 30_000;
const KEPT_LIMIT_MS = 30_000;
const START = { type: "startRecording" } as const;
const STOP = { type: "stopRecording" } as const;

Deno.test({
  name: "recording: a host starts, pauses and stops it, and everybody knows",
  // The peers' DTLS keeps its retransmission timer for up to a second after it was stopped.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(context) {
    await using stack = await Stack.start({ controlHosts: 1, mediaNodes: 1, recorders: 1 });
    await withTails(stack, async () => {
      await using meeting = await Recorded.meet(stack);
      const { host, guest, roomId } = meeting;
      const id = recordingId(roomId, 1);

      await context.step("who may not is refused", async () => {
        const said = guest.socket.request("command", { command: START });
        assertEquals((await assertRejects(() => said, RefusedError)).code, "forbidden");
      });

      await context.step("a camera that nobody looks at is sent once it is recorded", async () => {
        await guest.show([]);
        await until(
          "nobody looks",
          () => host.demand?.watched[0]?.spatial,
          (spatial) => spatial === null,
          LIMIT_MS,
        );
        await meeting.say(START);
        await until("it is to be sent", () => host.demand?.watched.length, (count) => count === 0);
      });

      await context.step("what all send is kept, and all see it", async () => {
        await meeting.untilKept();
        await meeting.untilSeen("recording");
        await meeting.untilTold("recording");
        assertEquals(meeting.course, ["starting", "recording"]);
        const metrics = await stack.metrics("control-1");
        assertStringIncludes(metrics, "parley_recordings 1");
        assertStringIncludes(metrics, 'parley_recordings_events_total{event="started"} 1');
      });

      await context.step("who comes late sees it and is asked", async () => {
        const late = await meeting.enter("Late");
        assertEquals(late.roster.meeting.recording?.id, id);
        assertEquals(late.roster.meeting.notices.map(({ kind }) => kind), ["recording"]);
        await late.socket.request("command", {
          command: { type: "consent", kind: "recording", agreed: true },
        });
      });

      await context.step(
        "a moment is marked, a pause is seen, and nothing is kept then",
        async () => {
          await guest.socket.request("command", {
            command: { type: "markHighlight", label: "Here" },
          });
          await meeting.say({ type: "pauseRecording", paused: true });
          await meeting.untilSeen("paused");
          await until(
            "the manifest has the pause",
            async () => (await meeting.manifest(id)).map(({ type }) => type),
            (types) => types.includes("PartPaused"),
            LIMIT_MS,
          );
          await meeting.say({ type: "pauseRecording", paused: false });
          await meeting.untilSeen("recording");
        },
      );

      await context.step("a track that ends is kept no more", async () => {
        await guest.close("cam");
        await meeting.untilKept({ tracks: 3 });
      });

      await context.step("a service stops it, and what there is is whole", async () => {
        await meeting.command(STOP);
        await meeting.untilSeen(null);
        assertEquals(meeting.host.roster.meeting.notices, []);
        const manifest = await until(
          "the part is over",
          () => meeting.manifest(id),
          (entries) => entries.some(({ type }) => type === "PartClosed"),
          LIMIT_MS,
        );
        const ends = manifest.flatMap((body) => body.type === "PartClosed" ? [body.end] : []);
        assertEquals(ends, ["finished"]);
        const tracks = manifest.flatMap((body) =>
          body.type === "TrackOpened" ? [`${body.name} ${body.source} ${body.codec}`] : []
        );
        assertEquals(tracks.toSorted(), [
          "Ann cam vp8",
          "Ann mic opus",
          "Bob cam vp8",
          "Bob mic opus",
        ]);
        assert(manifest.some(({ type }) => type === "SegmentClosed"), "something was kept");
        await meeting.untilKept({ tracks: 0 });
        await meeting.untilTold("asked");
      });

      await context.step("integrators read of it, and who did it stands in the audit", async () => {
        const api = roomApi(stack.gateway(), roomId);
        const events = await until(
          "its end is in the history",
          async () => EventsPage.parse(await api.get("events?after=0&limit=500")).events,
          (entries) => entries.some(({ event }) => event.type === "RecordingStopped"),
          KEPT_LIMIT_MS,
        );
        const types = events.map(({ event }) => event.type)
          .filter((type) => type.startsWith("Recording") || type === "HighlightMarked");
        assertEquals(types, [
          "RecordingStarted",
          "HighlightMarked",
          "RecordingPausedChanged",
          "RecordingPausedChanged",
          "RecordingStopped",
        ]);
        const { entries } = AuditPage.parse(await api.get("audit?limit=100"));
        const [stopped] = entries.filter(({ act }) => act === "RecordingStopped");
        assertEquals(stopped?.by, { kind: "service", name: "harness" });
      });
    });
  },
});
