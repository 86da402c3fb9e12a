/** What a recorder has on its disk is never lost: not by its own death, nor by its store's. */
import { assert, assertEquals } from "@std/assert";
import { sealOf } from "../../recorder/spool/segment_file.ts";
import { TestTap } from "../../recorder/testing/test_tap.ts";
import { scanWebm } from "../../recorder/webm/webm_scan.ts";
import type { ManifestBody, Segment } from "../../protocol/mod.ts";
import { LoneRecorder } from "../harness/lone_recorder.ts";
import { until } from "../harness/until.ts";

const LIMIT_MS = 30_000;
/** Of the smallest spool that can be configured, in frames. */
const LARGE_FRAME_BYTES = 1_100;
const FRAMES_A_ROUND = 40;
/** A file of more than this has frames behind its header. */
const WRITTEN_BYTES = 1_000;

const segmentsOf = (bodies: readonly ManifestBody[]): Segment[] =>
  bodies.flatMap((body) => body.type === "SegmentClosed" ? [body.segment] : []);
const countOf = (bodies: readonly ManifestBody[], type: ManifestBody["type"]) =>
  bodies.filter((body) => body.type === type).length;

Deno.test("a recorder's disk outlives its death, its store's absence, and being full", async (context) => {
  await using recorder = await LoneRecorder.start();

  /** Until the manifest says that everything is in the store; each file is what it should be. */
  const untilStored = async (id: string): Promise<Segment[]> => {
    const bodies = await until(
      `all of ${id} is in the store`,
      () => recorder.manifest(id),
      (all) =>
        countOf(all, "PartClosed") === countOf(all, "PartOpened") &&
        segmentsOf(all).length > 0 && countOf(all, "SegmentStored") === segmentsOf(all).length,
      LIMIT_MS,
    );
    const segments = segmentsOf(bodies);
    for (const segment of segments) {
      const bytes = await recorder.stored(segment);
      assertEquals(sealOf(bytes).sha256, segment.object.sha256);
      const { blocks, wholeBytes } = scanWebm(bytes);
      assert(blocks > 0 && wholeBytes === bytes.length);
    }
    return segments;
  };

  await context.step("killed while it writes: the next start brings all of it", async () => {
    const listener = await recorder.record("room-r1");
    await using mic = await TestTap.open(listener, "ann", "mic");
    await using cam = await TestTap.open(listener, "ann", "cam");
    await recorder.record("room-r1", [mic.track, cam.track]);
    await mic.report();
    await cam.report();
    const isBeyondFirst = (path: string) => !/-0\.webm$/.test(path);
    await until(
      "both write a second file",
      async () => {
        await mic.frame();
        await cam.frame({ isKey: true });
        const files = [...await recorder.spooled()].filter(([path]) => isBeyondFirst(path));
        return files.filter(([, bytes]) => bytes > WRITTEN_BYTES).length;
      },
      (count) => count >= 2,
      LIMIT_MS,
    );
    await recorder.kill();
    const left = await recorder.spooled();
    assert(left.size >= 2);
    await recorder.restart();
    const segments = await untilStored("room-r1");
    const bodies = await recorder.manifest("room-r1");
    const ends = bodies.flatMap((body) => body.type === "PartClosed" ? [body.end] : []);
    assertEquals(ends, ["recovered"]);
    assertEquals(countOf(bodies, "TrackClosed"), 2);
    for (const [path, bytes] of left) {
      if (bytes < WRITTEN_BYTES) continue; // Only just begun: nothing is in it.
      const [, track, index] = /(\d+)-(\d+)\.webm$/.exec(path) ?? [];
      const kept = segments.some((one) => `${one.track}-${one.index}` === `${track}-${index}`);
      assert(kept, `${path} was lost`);
    }
    await until("the disk is empty", async () => (await recorder.spooled()).size, (n) => n === 0);
    await until("its beat says so", () => recorder.beat?.spooledBytes === 0);
  });

  await context.step("its store is away: what is closed waits", async () => {
    await recorder.turnStore(false);
    const listener = await recorder.record("room-r2");
    await using mic = await TestTap.open(listener, "ann", "mic");
    await recorder.record("room-r2", [mic.track]);
    await mic.report();
    await until(
      "it is kept",
      async () => {
        await mic.frame();
        return recorder.beat?.spooledBytes ?? 0;
      },
      (bytes) => bytes > 1_000,
      LIMIT_MS,
    );
    await recorder.command({ type: "finish", recordingId: "room-r2" });
    await until("an upload has failed", () => recorder.hasSaid("could not be uploaded"));
    assertEquals(countOf(await recorder.manifest("room-r2"), "SegmentStored"), 0);
    await recorder.turnStore(true);
    await untilStored("room-r2");
  });

  await context.step("its disk is full: what runs is closed, and nothing new taken", async () => {
    await recorder.restart({ PARLEY_RECORDER_SPOOL_MIB: "1" });
    await recorder.turnStore(false);
    const listener = await recorder.record("room-r3");
    await using cam = await TestTap.open(listener, "ann", "cam");
    await recorder.record("room-r3", [cam.track]);
    await cam.report();
    await until(
      "the part is closed",
      async () => {
        for (let sent = 0; sent < FRAMES_A_ROUND; sent++) {
          await cam.frame({ isKey: true, bytes: LARGE_FRAME_BYTES });
        }
        const bodies = await recorder.manifest("room-r3");
        return bodies.flatMap((body) => body.type === "PartClosed" ? [body.end] : []).join();
      },
      (end) => end === "disk",
      LIMIT_MS,
    );
    const command = { type: "record", recordingId: "room-r4", paused: false } as const;
    const refused = await recorder.command(command);
    assertEquals(!refused.ok && refused.error.code, "at-capacity");
    const problem = await until("its beat says why", () => recorder.beat?.problem ?? "");
    assert(/disk is (full|filling)/.test(problem), problem);
    await recorder.turnStore(true);
    await untilStored("room-r3");
    await until("it is well again", () => recorder.beat?.problem === null, Boolean, LIMIT_MS);
    assertEquals((await recorder.command(command)).ok, true);
  });
});
