import { assert, assertEquals } from "@std/assert";
import { FolderStore, ObjectsUnavailableError, type SourceStore, systemClock } from "../kit/mod.ts";
import { poll, STATE_LIMIT_MS } from "../kit/testing/poll.ts";
import { UPLOADS_MAX } from "./limits.ts";
import { sealOf } from "./spool/segment_file.ts";
import { scanWebm } from "./webm/webm_scan.ts";
import { TestOperator } from "./testing/operator.ts";
import { MemoryManifests, RECORDING, RecordingScene } from "./testing/recording_scene.ts";
import { TestTap } from "./testing/test_tap.ts";

/** Sends frames until the manifest, or whatever is looked at, is as wanted. */
async function sendUntil(
  what: string,
  taps: readonly TestTap[],
  reached: () => boolean | Promise<boolean>,
): Promise<void> {
  await poll(what, STATE_LIMIT_MS, async () => {
    for (const tap of taps) await tap.frame({ isKey: true });
    return await reached();
  });
}

/** Whether every segment that the manifest knows of is in the store. */
const isStored = (manifests: MemoryManifests) =>
  manifests.segments().length > 0 &&
  manifests.of("SegmentStored").length === manifests.segments().length;

/** Bytes of media that are on the disk now. */
const spooled = (scene: RecordingScene) => scene.beats.at(-1)?.spooledBytes ?? 0;

Deno.test("what is recorded is in the store when it is over, and nothing stays on the disk", async () => {
  await using scene = await RecordingScene.start();
  const listener = await scene.record([]);
  await using mic = await TestTap.open(listener, "ann", "mic");
  await using cam = await TestTap.open(listener, "ann", "cam");
  await scene.record([mic.track, cam.track]);
  await mic.report();
  await cam.report();
  await sendUntil("something is kept", [mic, cam], () => spooled(scene) > 2_000);
  await scene.finish();
  const { manifests } = scene;
  await poll("it is over", STATE_LIMIT_MS, () => manifests.of("PartClosed").length === 1);
  await poll("all is stored", STATE_LIMIT_MS, () => isStored(manifests));
  assertEquals(manifests.entries.map(({ body }) => body.type).slice(0, 3), [
    "PartOpened",
    "TrackOpened",
    "TrackOpened",
  ]);
  assertEquals(manifests.of("PartClosed").map(({ end }) => end), ["finished"]);
  for (const segment of manifests.segments()) {
    const bytes = await Deno.readFile(scene.stored(segment));
    const { wholeBytes, blocks } = scanWebm(bytes);
    assertEquals([wholeBytes, bytes.length], [segment.object.sizeBytes, segment.object.sizeBytes]);
    assert(blocks > 1);
    assert(segment.endMs > segment.startMs);
  }
  await poll("the disk is empty", STATE_LIMIT_MS, async () => {
    const left = [];
    for await (const { name } of Deno.readDir(scene.spoolFolder)) left.push(name);
    return left.join() === "lock";
  });
});

Deno.test("a lost packet costs pictures up to the next key frame, which is asked for", async () => {
  await using scene = await RecordingScene.start();
  await using cam = await TestTap.open(await scene.record([]), "ann", "cam");
  await scene.record([cam.track]);
  await poll("a key frame is asked for", STATE_LIMIT_MS, async () => {
    await cam.frame();
    return cam.wishes > 0;
  });
  await cam.report();
  await sendUntil("it is kept", [cam], () => spooled(scene) > 500);
  const asked = cam.wishes;
  await cam.frame({ isLost: true });
  await poll("another is asked for", STATE_LIMIT_MS, async () => {
    await cam.frame();
    return cam.wishes > asked;
  });
  await cam.frame({ isKey: true });
  await scene.finish();
  await poll("it is stored", STATE_LIMIT_MS, () => isStored(scene.manifests));
});

Deno.test("while a recording is paused nothing is kept", async () => {
  await using scene = await RecordingScene.start();
  await using mic = await TestTap.open(await scene.record([]), "ann", "mic");
  await scene.record([mic.track]);
  await mic.report();
  await sendUntil("it is kept", [mic], () => spooled(scene) > 500);
  await scene.record(undefined, true);
  const { manifests } = scene;
  await poll("what was there is safe", STATE_LIMIT_MS, () => isStored(manifests));
  const before = manifests.segments().length;
  await poll("the spool is empty", STATE_LIMIT_MS, () => spooled(scene) === 0);
  for (let sent = 0; sent < 50; sent++) await mic.frame();
  await scene.record(undefined, false);
  await sendUntil("it goes on", [mic], () => spooled(scene) > 500);
  await scene.finish();
  await poll(
    "the rest is safe",
    STATE_LIMIT_MS,
    () => manifests.segments().length > before && isStored(manifests),
  );
  assertEquals(manifests.of("PartPaused").map(({ paused }) => paused), [true, false]);
  assertEquals(manifests.of("TrackOpened").length, 1);
});

Deno.test("what its owner names no more is off until it is back, and what its tap came late for is told", async () => {
  await using scene = await RecordingScene.start();
  const listener = await scene.record([]);
  await using mic = await TestTap.open(listener, "ann", "mic");
  await using late = await TestTap.open(listener, "bob", "mic");
  await scene.record([mic.track]);
  await scene.record([{ ...late.track, waitedMs: 1_800 }]);
  await scene.record([mic.track, { ...late.track, waitedMs: 1_800 }]);
  await scene.record([{ ...mic.track, paused: true }]);
  await scene.finish();
  const { manifests } = scene;
  await poll("it is over", STATE_LIMIT_MS, () => manifests.of("PartClosed").length === 1);
  const turns = manifests.of("TrackPaused").map(({ track, paused }) => [track, paused]);
  assertEquals(turns, [[0, true], [0, false], [0, true], [1, true]]);
  const opened = manifests.entries.flatMap(({ at, body }) =>
    body.type === "TrackOpened" ? [body.since === undefined ? 0 : at - body.since] : []
  );
  assertEquals(opened, [0, 1_800]);
});

Deno.test("a newer owner is obeyed, an older one refused, and so is what can't be read", async () => {
  await using scene = await RecordingScene.start();
  const record = { type: "record", recordingId: RECORDING, paused: false } as const;
  assertEquals((await scene.command(record, { epoch: 5 })).ok, true);
  const stale = await scene.command(record, { epoch: 4 });
  assertEquals(!stale.ok && stale.error.code, "stale-epoch");
  const late = await scene.command(record, { epoch: 5, deadlineAt: 1 });
  assertEquals(!late.ok && late.error.code, "expired");
  const odd = await scene.send({ v: 1, nonsense: true });
  assertEquals(!odd.ok && odd.error.code, "invalid-message");
});

Deno.test("a store that is away costs nothing: what is kept waits, and the oldest comes first", async () => {
  let isAway = true;
  const tried: string[] = [];
  await using scene = await RecordingScene.start({
    store: (store) => faulty(store, () => isAway, (key) => isAway || tried.push(key)),
  });
  await using cam = await TestTap.open(await scene.record([]), "ann", "cam");
  await scene.record([cam.track]);
  await cam.report();
  let width = 64;
  await poll("several segments are kept", STATE_LIMIT_MS, async () => {
    // Another size of picture begins another segment.
    await cam.frame({ isKey: true, width: width += 16 });
    return scene.manifests.segments().length > 3;
  });
  await scene.finish();
  const { manifests } = scene;
  await poll("the manifest knows", STATE_LIMIT_MS, () => manifests.of("PartClosed").length === 1);
  assertEquals(manifests.of("SegmentStored"), []);
  await poll("its beat says so", STATE_LIMIT_MS, () => (scene.beats.at(-1)?.storeAwayMs ?? 0) > 0);
  isAway = false;
  await poll("it comes to the store", STATE_LIMIT_MS, () => isStored(manifests));
  await poll("so does this", STATE_LIMIT_MS, () => scene.beats.at(-1)?.storeAwayMs === undefined);
  const inOrder = manifests.segments().map(({ object }) => object.key);
  const isSoon = (key: string, at: number) => Math.abs(inOrder.indexOf(key) - at) < UPLOADS_MAX;
  assertEquals([tried[0], tried.length], [inOrder[0], inOrder.length]);
  assert(tried.every(isSoon), tried.join());
});

Deno.test("what is kept with keys is stored sealed, also by the next start, and never unsealed", async () => {
  let isAway = false;
  const operator = await TestOperator.make();
  const { keys } = operator;
  const store = (folder: FolderStore) => faulty(folder, () => isAway);
  await using scene = await RecordingScene.start({ keys, store });
  await using mic = await TestTap.open(await scene.record([]), "ann", "mic");
  await scene.record([mic.track]);
  await mic.report();
  const { manifests } = scene;
  await sendUntil("it is kept", [mic], () => spooled(scene) > 500);
  await scene.record(undefined, true);
  await poll("something is stored", STATE_LIMIT_MS, () => manifests.of("SegmentStored").length > 0);
  await poll("the spool is empty", STATE_LIMIT_MS, () => spooled(scene) === 0);
  isAway = true;
  await scene.record(undefined, false);
  await sendUntil("it goes on", [mic], () => spooled(scene) > 500);
  await scene.finish();
  await scene.stop();
  isAway = false;
  const left = await mediaIn(scene.spoolFolder);
  await scene.restart({ keys: undefined });
  await scene.stop();
  assertEquals([left.length > 0, await mediaIn(scene.spoolFolder)], [true, left]);
  await scene.restart({ keys });
  await poll("it comes to the store", STATE_LIMIT_MS, () => isStored(manifests));
  const types = manifests.entries.map(({ body }) => body.type);
  assertEquals(types.slice(0, 3), ["PartOpened", "KeyMade", "TrackOpened"]);
  assertEquals(manifests.of("KeyMade").length, 2);
  const links = { url: "", secret: "secret", clock: systemClock };
  const folder = new FolderStore({ folder: `${scene.folder}/objects`, ...links });
  const objects = operator.opened(folder, manifests);
  for (const segment of manifests.segments()) {
    const stored = await Deno.readFile(scene.stored(segment));
    assertEquals(scanWebm(stored).blocks, 0);
    const opened = await objects.read(segment.object.key);
    assertEquals(sealOf(opened).sha256, segment.object.sha256);
    assert(scanWebm(opened).blocks > 0);
  }
});

Deno.test("manifests are told in order once they can be, also by the next start", async () => {
  const manifests = new MemoryManifests();
  manifests.isAway = true;
  await using scene = await RecordingScene.start({ manifests });
  await using mic = await TestTap.open(await scene.record([]), "ann", "mic");
  await scene.record([mic.track]);
  await mic.report();
  await sendUntil("it is kept", [mic], () => spooled(scene) > 500);
  await scene.finish();
  assertEquals(manifests.entries, []);
  await scene.stop();
  manifests.isAway = false;
  await scene.restart();
  await poll("all is told", STATE_LIMIT_MS, () => isStored(manifests));
  const types = manifests.entries.map(({ body }) => body.type);
  assertEquals(types.slice(0, 4), ["PartOpened", "TrackOpened", "SegmentClosed", "TrackClosed"]);
});

Deno.test("a full disk closes what runs, and takes nothing new until there is room", async () => {
  let freeBytes = 10_000;
  await using scene = await RecordingScene.start({
    freeBytes: () => Promise.resolve(freeBytes),
    freeBytesMin: 1_000,
  });
  await using mic = await TestTap.open(await scene.record([]), "ann", "mic");
  await scene.record([mic.track]);
  await mic.report();
  await sendUntil("it is kept", [mic], () => spooled(scene) > 500);
  freeBytes = 10;
  const { manifests } = scene;
  await poll("it is closed", STATE_LIMIT_MS, () => manifests.of("PartClosed").length === 1);
  assertEquals(manifests.of("PartClosed"), [{ type: "PartClosed", end: "disk" }]);
  const refused = await scene.command({ type: "record", recordingId: RECORDING, paused: false });
  assertEquals(!refused.ok && refused.error.code, "at-capacity");
  await poll("its beat says so", STATE_LIMIT_MS, () => scene.beats.at(-1)?.problem !== null);
  freeBytes = 10_000;
  await poll("it is well again", STATE_LIMIT_MS, () => scene.beats.at(-1)?.problem === null);
  await scene.record([]);
});

Deno.test("a recorder that drains is left, and closes what nobody takes over", async () => {
  await using scene = await RecordingScene.start();
  await using mic = await TestTap.open(await scene.record([]), "ann", "mic");
  await scene.record([mic.track]);
  await mic.report();
  await sendUntil("it is kept", [mic], () => spooled(scene) > 500);
  const drained = scene.recorder.drain(400);
  await poll("its beat says so", STATE_LIMIT_MS, () => scene.beats.at(-1)?.draining === true);
  const other = { type: "record", recordingId: "room-r2", paused: false } as const;
  const refused = await scene.command(other);
  assertEquals(!refused.ok && refused.error.code, "unavailable");
  await drained;
  await poll("it is told", STATE_LIMIT_MS, () => scene.manifests.of("PartClosed").length === 1);
  assertEquals(scene.manifests.of("PartClosed").map(({ end }) => end), ["drained"]);
});

/** Files of media below a folder. */
async function mediaIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) found.push(...await mediaIn(`${folder}/${name}`));
    else if (name.endsWith(".webm")) found.push(`${folder}/${name}`);
  }
  return found.toSorted();
}

/** A store that is away for as long as it is said to be. */
function faulty(
  store: FolderStore,
  isAway: () => boolean,
  onTry: (key: string) => void = () => {},
): SourceStore {
  const away = () => Promise.reject(new ObjectsUnavailableError("it is away"));
  const guarded: Pick<SourceStore, "writeFile" | "writeFrom"> = {
    writeFile: (...args) => {
      onTry(args[0]);
      return isAway() ? away() : store.writeFile(...args);
    },
    writeFrom: (...args) => isAway() ? away() : store.writeFrom(...args),
  };
  return Object.assign(Object.create(store), guarded);
}
