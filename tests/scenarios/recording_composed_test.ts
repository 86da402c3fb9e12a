/** A recorded meeting becomes a video: control, recorder, projector and worker are real. */
import { assert, assertEquals } from "@std/assert";
import { AssetLink, RecordingDetails, recordingId } from "../../protocol/mod.ts";
import { Recorded } from "../harness/recorded.ts";
import { askRecordings } from "../harness/recordings_api.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "./table.ts";

/** Made by a busy machine. */
const MADE_LIMIT_MS = 90_000;
const FTYP = "ftyp";

Deno.test({
  name: "recording: minutes after its end there is a video that plays, and everybody's own",
  // The peers' DTLS keeps its retransmission timer for up to a second after it was stopped.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using stack = await Stack.start({
      controlHosts: 1,
      mediaNodes: 1,
      recorders: 1,
      workers: 1,
    });
    await withTails(stack, async () => {
      await using meeting = await Recorded.meet(stack);
      const id = recordingId(meeting.roomId, 1);
      await meeting.say({ type: "startRecording" });
      await meeting.untilKept();
      await until(
        "every track has a segment",
        async () => (await meeting.manifest(id)).filter(({ type }) => type === "SegmentClosed"),
        (closed) => closed.length >= 4,
        MADE_LIMIT_MS,
      );
      await meeting.say({ type: "stopRecording" });

      const key = meeting.ticket.hostKey ?? "";
      const details = await until(
        "the video is there",
        async () => RecordingDetails.parse(await askRecordings(stack.gateway(), key, `/${id}`)),
        ({ status }) => status.state === "ready" || status.state === "failed",
        MADE_LIMIT_MS,
      );
      assertEquals(details.status, { state: "ready" });
      const { startedAt, stoppedAt, durationMs } = details;
      const lastedMs = (stoppedAt ?? NaN) - startedAt;
      assert(Math.abs((durationMs ?? NaN) - lastedMs) <= lastedMs / 100, `${durationMs} ms`);
      const tracks = await until(
        "everybody's own is there",
        async () => {
          const found = await askRecordings(stack.gateway(), key, `/${id}`);
          return RecordingDetails.parse(found).assets.filter(({ kind }) => kind === "track");
        },
        (all) => all.length === 4,
        MADE_LIMIT_MS,
      );
      assertEquals(new Set(tracks.map(({ person }) => person)), new Set(["Ann", "Bob"]));
      const link = AssetLink.parse(
        await askRecordings(stack.gateway(), key, `/${id}/links`, "POST", { kind: "video" }),
      );
      const bytes = new Uint8Array(await (await fetch(link.url)).arrayBuffer());
      assertEquals(new TextDecoder().decode(bytes.subarray(4, 8)), FTYP);
    });
  },
});
