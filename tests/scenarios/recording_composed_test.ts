/**
 * A recorded meeting becomes a video, and nothing of it lies in the store as it is: control, recorder,
 * projector and worker are real, and seal.
 */
import { assert, assertEquals } from "@std/assert";
import {
  AssetLink,
  type LinkAsset,
  RecordingActs,
  RecordingDetails,
  recordingId,
} from "../../protocol/mod.ts";
import { withNewKey } from "../../scripts/lib/recording_keys.ts";
import { Recorded } from "../harness/recorded.ts";
import { askRecordings } from "../harness/recordings_api.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "./table.ts";

/** Made by a busy machine. */
const MADE_LIMIT_MS = 90_000;
const FTYP = "ftyp";
const SEAL = "parleyS";
const DELETED_LIMIT_MS = 20_000;

Deno.test({
  name: "recording: minutes after its end there is a video that plays, sealed in the store",
  // The peers' DTLS keeps its retransmission timer for up to a second after it was stopped.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const sets = await withNewKey("test");
    await using stack = await Stack.start({
      variables: { PARLEY_RECORDING_KEYS: JSON.stringify(sets.own) },
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
        async () =>
          new Set(
            (await meeting.manifest(id)).flatMap((body) =>
              body.type === "SegmentClosed" ? [body.segment.track] : []
            ),
          ).size,
        (tracks) => tracks >= 4,
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
      const linkTo = async (wish: LinkAsset) =>
        new URL(
          AssetLink.parse(await askRecordings(stack.gateway(), key, `/${id}/links`, "POST", wish))
            .url,
          stack.gateway().httpUrl,
        );
      const fetched = async (url: string | URL, headers: HeadersInit = {}) => {
        const response = await fetch(url, { headers });
        return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
      };
      const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      const video = await linkTo({ kind: "video" });
      const whole = await fetched(video);
      assertEquals(textOf(whole.bytes.subarray(4, 8)), FTYP);
      const part = await fetched(video, { range: "bytes=70000-140000" });
      assertEquals([part.status, part.bytes], [206, whole.bytes.slice(70_000, 140_001)]);

      const main = await linkTo({ kind: "hls" });
      const named = (list: Uint8Array, name: RegExp) => name.exec(textOf(list))?.[1] ?? "nothing";
      const renditions = await fetched(main);
      const rendition = new URL(named(renditions.bytes, /^([^#\s]+)$/m), main);
      const pieces = await fetched(rendition);
      const init = await fetched(new URL(named(pieces.bytes, /URI="([^"]+)"/), rendition));
      assertEquals(textOf(init.bytes.subarray(4, 8)), FTYP);

      const folder = stack.variable("control-1", "PARLEY_OBJECTS_DIR");
      const place = `${folder}/recordings/${id}`;
      const stored = await filesIn(place);
      assert(stored.length > 10, `${stored.length} objects`);
      for (const path of stored) {
        using file = await Deno.open(path);
        const start = new Uint8Array(SEAL.length);
        await file.read(start);
        assertEquals(textOf(start), SEAL, path.slice(place.length));
      }

      await askRecordings(stack.gateway(), key, `/${id}`, "DELETE");
      const acts = await until(
        "its keys are destroyed",
        async () => {
          const told = await askRecordings(stack.gateway(), key, `/${id}/audit`);
          return RecordingActs.parse(told).acts.map(({ act }) => act);
        },
        (all) => all.includes("shredded"),
        DELETED_LIMIT_MS,
      );
      assert(acts.includes("deleted"));
      await until("so is all else", () => filesIn(place), (left) => left.length === 0);
      const after = await fetched(video);
      assert(after.status >= 400 && after.bytes.length < 200, `${after.status}`);
    });
  },
});

async function filesIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const path = `${folder}/${name}`;
      files.push(...isDirectory ? await filesIn(path) : [path]);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return files;
}
