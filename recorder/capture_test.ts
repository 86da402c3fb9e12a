import { assert, assertEquals } from "@std/assert";
import { intersectSpans, spansLengthMs } from "../kit/mod.ts";
import { poll } from "../kit/testing/poll.ts";
import type { RecordedTrack, Segment, Source, TapInfo } from "../protocol/mod.ts";
import { beeps, complaints, flashes, probe } from "./testing/kept.ts";
import { RecordingScene } from "./testing/recording_scene.ts";
import { RtpSource, type SentStream } from "./testing/rtp_source.ts";
import { TappedNode } from "./testing/tapped_node.ts";

const LIMIT_MS = 30_000;
/** So long sound and pictures are kept at a time: a sign each second. */
const BOTH_MS = 9_000;
const BOTH_LIMIT_MS = 60_000;
/** What a person notices between lips and voice. */
const LIP_SYNC_MS = 80;
/** So many of the signs have to be right. */
const MOST = 0.8;
/** A corrected timeline is made up for so long. */
const SETTLED_MS = 4_000;
/** A frame's length, and as much for rounding. */
const EDGE_MS = 140;
/** mediasoup's channel lets go of its pipes a moment after its end. */
const LINGERING = { sanitizeOps: false, sanitizeResources: false };

const MIC: SentStream = { codec: "opus", ssrc: 11, payloadType: 100 };
const LARGE: SentStream = { codec: "vp8", ssrc: 21, payloadType: 101, height: 180 };
const SMALL: SentStream = { codec: "vp8", ssrc: 22, payloadType: 101, height: 90 };

function track(source: Source, tap: TapInfo, paused = false): RecordedTrack {
  return { peerId: "ann", name: "Ann", source, paused, tap };
}

Deno.test({
  ...LINGERING,
  name:
    "sound and picture of a person stay together through a mute, another layer and another node",
  async fn() {
    await using scene = await RecordingScene.start();
    await using first = await TappedNode.start();
    await using second = await TappedNode.start();
    await using source = await RtpSource.start([MIC, LARGE, SMALL]);
    const { manifests } = scene;
    const onNode = async (node: TappedNode, opened: number) => {
      const inlet = await node.inlet();
      source.sendTo(inlet.tuple.localPort);
      const [mic, cam] = [
        await node.produce(inlet, [MIC]),
        await node.produce(inlet, [SMALL, LARGE]),
      ];
      const listener = await scene.record();
      return {
        mic: { producer: mic, ...await node.tap(mic, listener, `ann:mic:${opened}`) },
        cam: { producer: cam, ...await node.tap(cam, listener, `ann:cam:${opened}`) },
      };
    };
    const segments = (source: Source) => {
      const opened = manifests.of("TrackOpened").find((track) => track.source === source);
      return opened ? manifests.segments(opened.track) : [];
    };
    const closes = async (what: string, source: Source, count: number) => {
      await poll(what, LIMIT_MS, () => segments(source).length >= count, () => segments(source));
    };

    const here = await onNode(first, 1);
    await scene.record([track("mic", here.mic.info), track("cam", here.cam.info)]);
    await closes("a segment of sound is closed", "mic", 1);
    const hasHeight = (height: number | undefined) => () =>
      segments("cam").some((segment) => segment.height === height);
    await poll("a large picture is kept", LIMIT_MS, hasHeight(LARGE.height));
    await here.mic.producer.pause();
    await scene.record([track("mic", here.mic.info, true), track("cam", here.cam.info)]);
    await closes("a muted voice is safe at once", "mic", 2);
    await here.mic.producer.resume();
    await scene.record([track("mic", here.mic.info), track("cam", here.cam.info)]);

    await here.cam.consumer.setPreferredLayers({ spatialLayer: 0 });
    await poll("a small picture is kept", LIMIT_MS, hasHeight(SMALL.height));

    const there = await onNode(second, 2);
    await scene.record([track("mic", there.mic.info), track("cam", there.cam.info)]);
    const before = segments("cam").length;
    await closes("the other node's pictures are kept", "cam", before + 2);
    // On a busy machine what comes is full of holes, and segments are short.
    const bothMs = () => spansLengthMs(intersectSpans(segments("mic"), segments("cam")));
    await poll("there is enough to compare", BOTH_LIMIT_MS, () => bothMs() >= BOTH_MS, bothMs);
    await scene.finish();
    await poll("it is over", LIMIT_MS, () => manifests.of("PartClosed").length === 1);

    const all = [...segments("mic"), ...segments("cam")];
    await poll(
      "all of it is in the store",
      LIMIT_MS,
      () => manifests.of("SegmentStored").length === all.length,
    );
    assertEquals(manifests.of("TrackOpened").map(({ source }) => source), ["mic", "cam"]);
    assertEquals(manifests.of("TrackPaused").map(({ paused }) => paused), [true, false]);
    assertEquals(manifests.of("PartClosed").map(({ end }) => end), ["finished"]);
    for (const source of ["mic", "cam"] as const) {
      assertEquals(segments(source).map(({ index }) => index), segments(source).map((_, at) => at));
    }
    for (const segment of all) await checkFile(scene, segment);

    const times = async (source: Source, find: typeof flashes) => {
      const found: number[] = [];
      for (const segment of segments(source)) {
        found.push(...await find(scene.stored(segment), segment));
      }
      return found;
    };
    const [seen, heard] = [await times("cam", flashes), await times("mic", beeps)];
    const offsets = seen.flatMap((at) => {
      const near = heard.filter((beep) => Math.abs(beep - at) < 400);
      return near.length === 1 ? near.map((beep) => Math.round(at - beep)) : [];
    });
    assert(offsets.length >= 6, `flashes ${seen} and beeps ${heard}`);
    // A file that begins or ends within a sign shows one where there is none.
    const together = offsets.filter((offset) => Math.abs(offset) <= LIP_SYNC_MS);
    assert(
      together.length >= offsets.length * MOST,
      `pictures are off by ${offsets} ms: flashes ${seen}, beeps ${heard}`,
    );
    // A second lasts a second, over mutes, layers and nodes, once reports have told what the way takes.
    const settled = seen.filter((at) => at - (seen[0] ?? 0) > SETTLED_MS);
    assert(settled.length >= 3, `flashes ${seen}`);
    const seconds = settled.map((at) => (at - (settled[0] ?? 0)) % 1_000);
    const even = seconds.filter((ms) => Math.min(ms, 1_000 - ms) < 2 * LIP_SYNC_MS);
    assert(even.length >= settled.length * MOST, `flashes are uneven: ${seen}`);
  },
});

Deno.test({
  ...LINGERING,
  name: "VP9 and H.264 are kept as they came",
  async fn() {
    await using scene = await RecordingScene.start();
    await using node = await TappedNode.start();
    const streams: SentStream[] = [
      { codec: "vp9", ssrc: 31, payloadType: 103 },
      { codec: "h264", ssrc: 41, payloadType: 105 },
    ];
    await using source = await RtpSource.start(streams);
    const inlet = await node.inlet();
    source.sendTo(inlet.tuple.localPort);
    const listener = await scene.record([]);
    const tracks: RecordedTrack[] = [];
    for (const stream of streams) {
      const producer = await node.produce(inlet, [stream]);
      const { info } = await node.tap(producer, listener, `ann:${stream.codec}:1`);
      tracks.push(track("cam", info));
    }
    await scene.record(tracks);
    const { manifests } = scene;
    await poll(
      "both have a segment",
      LIMIT_MS,
      () => manifests.segments(0).length > 0 && manifests.segments(1).length > 0,
      () => manifests.entries,
    );
    await scene.finish();
    await poll("it is over", LIMIT_MS, () => manifests.of("PartClosed").length === 1);
    await poll(
      "all is in the store",
      LIMIT_MS,
      () => manifests.of("SegmentStored").length === manifests.segments().length,
    );
    assertEquals(manifests.of("TrackOpened").map(({ codec }) => codec), ["vp9", "h264"]);
    for (const segment of manifests.segments()) await checkFile(scene, segment);
    for (const number of [0, 1]) {
      const [segment] = manifests.segments(number);
      assert(segment);
      const seen = await flashes(scene.stored(segment), segment);
      assert(seen.length >= 3, `track ${number} flashed at ${seen}`);
    }
  },
});

/** It plays by itself, from its first picture to its last. */
async function checkFile(scene: RecordingScene, segment: Segment): Promise<void> {
  const { codec, size, durationMs } = await probe(scene.stored(segment));
  const opened = scene.manifests.of("TrackOpened").find(({ track }) => track === segment.track);
  assertEquals(codec, opened?.codec);
  if (segment.width) assertEquals(size, `${segment.width}x${segment.height}`);
  assert(
    Math.abs(durationMs - (segment.endMs - segment.startMs)) < EDGE_MS,
    `${durationMs} ms should be ${segment.endMs - segment.startMs}`,
  );
  const said = await complaints(scene.stored(segment));
  assertEquals(said.match(/error|invalid|corrupt/gi), null, said);
}
