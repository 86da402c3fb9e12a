/**
 * An S3 server on a bad day: half of nothing is taken for whole, each request ends within a bound, and what
 * a recorder keeps ends up there once and as it was.
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { ObjectsUnavailableError } from "../../kit/mod.ts";
import { S3_LIMITS } from "../../kit/objects/s3_requests.ts";
import { S3Store } from "../../kit/objects/s3_store.ts";
import { recordingKeys } from "../../protocol/mod.ts";
import { sealOf } from "../../recorder/spool/segment_file.ts";
import { TestOperator } from "../../recorder/testing/operator.ts";
import { RECORDING, RecordingScene } from "../../recorder/testing/recording_scene.ts";
import { TestTap } from "../../recorder/testing/test_tap.ts";
import { Radosgw } from "../harness/radosgw.ts";
import { S3FaultProxy } from "../harness/s3_fault_proxy.ts";
import { until } from "../harness/until.ts";

const LIMIT_MS = 40_000;
const BUCKET = { region: "us-east-1", bucket: "parley" };
/** A store on a busy machine answers within this. */
const LIMITS = { ...S3_LIMITS, answerMs: 2_000 };
/** Where no answer is wanted. */
const IMPATIENT = { ...S3_LIMITS, answerMs: 200, attempts: 2 };
const FAULTS = ["refuse", "cut-request", "hang", "lose", "cut-answer", "twice"] as const;
/** Three requests with what is tried again, on a busy machine. */
const AWAY_LIMIT_MS = 20_000;
/** Closed while the store is at its worst; each picture of another size begins another. */
const SEGMENTS = 8;

/** One bucket, reached straight and through what a test does to it. */
interface Ground {
  readonly near: S3Store;
  readonly far: S3Store;
  /** As `far`; what it asks takes too long. */
  readonly impatient: S3Store;
  readonly proxy: S3FaultProxy;
}

Deno.test({
  name:
    "whatever an S3 server does, nothing half is taken for whole, and every segment gets there once",
  ignore: !Radosgw.isInstalled,
  // The SDK's sockets are kept alive for a moment after the client is destroyed.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (context) => {
    await using server = await Radosgw.start();
    const { endpoint, credentials } = server;
    const client = new S3Client({ ...BUCKET, endpoint, credentials, forcePathStyle: true });
    await client.send(new CreateBucketCommand({ Bucket: BUCKET.bucket }));
    client.destroy();
    await using proxy = await S3FaultProxy.start(endpoint);
    const near = new S3Store({ ...BUCKET, ...credentials, endpoint });
    const options = { ...BUCKET, ...credentials, endpoint: proxy.endpoint };
    const far = new S3Store({ ...options, limits: LIMITS });
    const impatient = new S3Store({ ...options, limits: IMPATIENT });
    const ground = { near, far, impatient, proxy };
    try {
      await oneFault(context, ground);
      await onlyFaults(context, ground);
      await context.step(
        "a recorder's segments get there once, as they were",
        () => record(ground),
      );
    } finally {
      far.close();
      impatient.close();
      near.close();
    }
  },
});

const BYTES = Uint8Array.from({ length: 50_000 }, (_, at) => at % 251);
const KEY = "recordings/room-r2/parts/p/0/0";

async function oneFault(
  context: Deno.TestContext,
  { near, far, impatient, proxy }: Ground,
): Promise<void> {
  for (const kind of FAULTS) {
    await context.step(`one request meets with "${kind}", and nobody notices`, async () => {
      await near.remove(KEY);
      proxy.next({ kind });
      await far.write(KEY, BYTES, "video/webm");
      assertEquals(await near.read(KEY), BYTES);
      proxy.next({ kind });
      assertEquals(await far.read(KEY), BYTES);
      proxy.next({ kind });
      const part = await far.readRange(KEY, { start: 5, length: 1_000 });
      assertEquals(part, BYTES.slice(5, 1_005));
      assertEquals(proxy.happened(kind), 3);
    });
  }
  await context.step("a store that is slow is waited for, up to a bound", async () => {
    proxy.next({ kind: "slow", bytesPerSecond: 200_000 });
    assertEquals(await far.read(KEY), BYTES);
    proxy.always({ kind: "slow", bytesPerSecond: 5_000 });
    const slice = { start: 0, length: 10_000 };
    await assertRejects(() => impatient.readRange(KEY, slice), ObjectsUnavailableError);
    proxy.heal();
  });
}

async function onlyFaults(
  context: Deno.TestContext,
  { near, impatient, proxy }: Ground,
): Promise<void> {
  for (const kind of ["refuse", "lose", "hang"] as const) {
    await context.step(`a store that does nothing but "${kind}" is said to be away`, async () => {
      proxy.always({ kind });
      const startMs = performance.now();
      await assertRejects(() => impatient.read(KEY), ObjectsUnavailableError);
      await assertRejects(() => impatient.size(KEY), ObjectsUnavailableError);
      await assertRejects(() => impatient.write(KEY, BYTES, "a/b"), ObjectsUnavailableError);
      assert(performance.now() - startMs < AWAY_LIMIT_MS, "it takes too long");
      proxy.heal();
      assertEquals(await near.size(KEY), BYTES.length);
    });
  }
}

async function record({ near, far, proxy }: Ground): Promise<void> {
  const operator = await TestOperator.make();
  await using scene = await RecordingScene.start({ store: () => far, keys: operator.keys });
  const { manifests } = scene;
  const nameOf = ({ track, index }: { track: number; index: number }) => `${track}-${index}`;
  const isSaid = (segment: { track: number; index: number }) =>
    manifests.of("SegmentStored").some((said) => nameOf(said) === nameOf(segment));
  await using cam = await TestTap.open(await scene.record([]), "ann", "cam");
  await scene.record([cam.track]);
  await cam.report();
  let width = 64;
  const film = async (segments: number) => {
    const closed = manifests.segments().length;
    await until(
      `${segments} more segments are closed`,
      async () => {
        await cam.frame({ isKey: true, width: width += 16 });
        return manifests.segments().length - closed;
      },
      (more) => more >= segments,
      LIMIT_MS,
    );
  };

  const before = FAULTS.map((kind) => proxy.happened(kind));
  proxy.inTurn(2, FAULTS.map((kind) => ({ kind })));
  await film(SEGMENTS);
  await until(
    "the store has done its worst",
    () => FAULTS.every((kind, at) => proxy.happened(kind) > (before[at] ?? 0)),
    Boolean,
    LIMIT_MS,
  );

  proxy.heal();
  proxy.always({ kind: "hang" });
  await film(2);
  await until(
    "operators are told",
    () => scene.beats.at(-1)?.storeAwayMs ?? 0,
    (awayMs) => awayMs > 0,
    LIMIT_MS,
  );
  const gauge = /parley_recorder_store_away_seconds (\d+(\.\d+)?)/.exec(scene.metrics.text());
  assert(Number(gauge?.[1]) > 0);
  for (const segment of manifests.segments().filter((one) => !isSaid(one))) {
    const part = segment.object.key.split("/").at(-3);
    await Deno.stat(`${scene.spoolFolder}/${RECORDING}/${part}/${nameOf(segment)}.webm`);
  }
  for (const { object } of manifests.segments().filter(isSaid)) {
    assert(await near.size(object.key) !== undefined, "it is said to be stored, and is not");
  }

  proxy.heal();
  await scene.finish();
  await until("all is stored", () => manifests.segments().every(isSaid), Boolean, LIMIT_MS);
  assertEquals(manifests.of("SegmentStored").length, manifests.segments().length);
  assertEquals(manifests.of("SegmentLost"), []);
  const listed = await Array.fromAsync(near.list(recordingKeys.all(RECORDING)));
  const meant = manifests.segments().map(({ object }) => object.key);
  assertEquals(listed.map(({ key }) => key).toSorted(), meant.toSorted());
  const opened = operator.opened(near, manifests);
  for (const { object: { key, sizeBytes, sha256 } } of manifests.segments()) {
    assertEquals(sealOf(await opened.read(key)), { sizeBytes, sha256 });
  }
  const awayMs = () => scene.beats.at(-1)?.storeAwayMs;
  await until("it is told to be well", awayMs, (ms) => ms === undefined, LIMIT_MS);
  await until(
    "the disk is empty",
    async () => {
      const left = await Array.fromAsync(Deno.readDir(scene.spoolFolder));
      return left.map(({ name }) => name).join();
    },
    (names) => names === "lock",
    LIMIT_MS,
  );
}
