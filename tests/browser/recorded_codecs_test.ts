/** What a real browser sends in each codec, as a recorder keeps it and ffmpeg plays it. */
import { assertEquals } from "@std/assert";
import { ManifestLog } from "../../kit/mod.ts";
import type { ManifestBody, Segment } from "../../protocol/mod.ts";
import { probe } from "../../recorder/testing/kept.ts";
import { until } from "./until.ts";
import { browserTest } from "./scene.ts";

/** AV1 is much for a busy machine: half a minute has been seen to pass until its first pictures. */
const CODED_LIMIT_MS = 90_000;
const CODECS = ["vp8", "vp9", "h264", "av1"] as const;

browserTest("recorded codecs", { mediaNodes: 1, recorders: 1 }, async ({ stack, enter, step }) => {
  const ada = await enter("Ada", stack.gateway(0).httpUrl);
  await ada.startMeeting();
  await ada.join();
  await ada.ask({ type: "startRecording" });
  const objects = stack.variable("recorder-1", "PARLEY_OBJECTS_DIR");
  const id = await until(
    "something of it is stored",
    async () => {
      const folders = await Array.fromAsync(Deno.readDir(`${objects}/recordings`)).catch(() => []);
      return folders[0]?.name ?? "";
    },
    Boolean,
  );
  const manifests = await ManifestLog.open(stack.bus, { reader: "harness", replicas: 1 });
  const bodies = async () => (await manifests.read(id)).map(({ body }) => body);

  for (const codec of CODECS) {
    await step(`${codec} is kept`, async () => {
      if (codec !== "vp8") await ada.ask({ type: "changeSettings", settings: { video: codec } });
      const count = async () => segmentsOf(await bodies(), codec).length;
      await until(`a segment of ${codec} is closed`, count, Boolean, CODED_LIMIT_MS);
    });
  }

  await step("all of it plays", async () => {
    await ada.ask({ type: "stopRecording" });
    const all = await until("all of it is stored", bodies, isStored);
    for (const codec of [...CODECS, "opus"]) {
      const [segment] = segmentsOf(all, codec);
      assertEquals((await probe(`${objects}/${segment?.object.key}`)).codec, codec);
    }
  });
});

function segmentsOf(bodies: readonly ManifestBody[], codec: string): Segment[] {
  const tracks = bodies.flatMap((body) =>
    body.type === "TrackOpened" && body.codec === codec ? [body.track] : []
  );
  return bodies.flatMap((body) => body.type === "SegmentClosed" ? [body.segment] : [])
    .filter(({ track }) => tracks.includes(track));
}

function isStored(bodies: readonly ManifestBody[]): boolean {
  const count = (type: ManifestBody["type"]) => bodies.filter((body) => body.type === type).length;
  return count("PartClosed") === 1 && count("SegmentStored") === count("SegmentClosed");
}
