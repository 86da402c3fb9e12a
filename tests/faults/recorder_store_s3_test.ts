/** A recorder whose store is an S3 server on a bad day: each segment ends up there once, and as it was. */
import { assert, assertEquals } from "@std/assert";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { S3_LIMITS } from "../../kit/objects/s3_requests.ts";
import { S3Store } from "../../kit/objects/s3_store.ts";
import { TestOperator } from "../../recorder/testing/operator.ts";
import { RECORDING, RecordingScene } from "../../recorder/testing/recording_scene.ts";
import { sealOf } from "../../recorder/spool/segment_file.ts";
import { TestTap } from "../../recorder/testing/test_tap.ts";
import { recordingKeys } from "../../protocol/mod.ts";
import { Radosgw } from "../harness/radosgw.ts";
import { S3FaultProxy } from "../harness/s3_fault_proxy.ts";
import { until } from "../harness/until.ts";

const LIMIT_MS = 40_000;
const BUCKET = { region: "us-east-1", bucket: "parley" };
const LIMITS = { ...S3_LIMITS, answerMs: 300 };
const FAULTS = ["refuse", "cut-request", "hang", "lose", "cut-answer", "twice"] as const;
/** Each picture of another size begins another segment. */
const SEGMENTS = 8;

Deno.test({
  name: "each segment is stored once and as it was, whatever the store does meanwhile",
  ignore: !Radosgw.isInstalled,
  // The SDK's sockets are kept alive for a moment after the client is destroyed.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using server = await Radosgw.start();
    const { endpoint, credentials } = server;
    const client = new S3Client({ ...BUCKET, endpoint, credentials, forcePathStyle: true });
    await client.send(new CreateBucketCommand({ Bucket: BUCKET.bucket }));
    client.destroy();
    await using proxy = await S3FaultProxy.start(endpoint);
    const near = new S3Store({ ...BUCKET, ...credentials, endpoint });
    const far = new S3Store({
      ...BUCKET,
      ...credentials,
      endpoint: proxy.endpoint,
      limits: LIMITS,
    });
    const operator = await TestOperator.make();
    try {
      await using scene = await RecordingScene.start({ store: () => far, keys: operator.keys });
      const { manifests } = scene;
      const objects = operator.opened(near, manifests);
      /** Keys of what the recorder says is stored. */
      const stored = () => {
        const said = manifests.of("SegmentStored").map(({ track, index }) => `${track}-${index}`);
        const keys = manifests.segments().filter(({ track, index }) =>
          said.includes(`${track}-${index}`)
        );
        return keys.map(({ object }) => object.key);
      };
      await using cam = await TestTap.open(await scene.record([]), "ann", "cam");
      await scene.record([cam.track]);
      await cam.report();
      const film = async (from: number, count: number) => {
        for (let made = 0; made < count;) {
          const closed = manifests.segments().length;
          await until(
            "another segment is closed",
            async () => {
              await cam.frame({ isKey: true, width: 16 * (from + made + 1) });
              await cam.frame({ isKey: true, width: 16 * (from + made + 2) });
              return manifests.segments().length;
            },
            (now) => now > closed,
            LIMIT_MS,
          );
          made++;
        }
      };

      proxy.inTurn(2, FAULTS.map((kind) => ({ kind })));
      await film(0, SEGMENTS);
      await until(
        "the store has met with all of it",
        () => FAULTS.every((kind) => proxy.happened(kind) > 0),
        Boolean,
        LIMIT_MS,
      );

      proxy.heal();
      proxy.always({ kind: "hang" });
      await until(
        "operators are told",
        () => scene.beats.at(-1)?.storeAwayMs ?? 0,
        (ms) => ms > 0,
        LIMIT_MS,
      );
      await film(100, 2);
      const away = /parley_recorder_store_away_seconds (\d+(\.\d+)?)/.exec(
        scene.metrics.text(),
      );
      assert(Number(away?.[1]) > 0);
      for (const { object } of manifests.segments()) {
        if (await near.size(object.key) !== undefined) continue;
        assert(!stored().includes(object.key), "it was said to be stored");
        const name = object.key.split("/").slice(-2).join("-");
        const part = object.key.split("/").at(-3);
        await Deno.stat(`${scene.spoolFolder}/${RECORDING}/${part}/${name}.webm`);
      }

      proxy.heal();
      await scene.finish();
      const segments = () => manifests.segments().length;
      await until("all is stored", () => stored().length === segments(), Boolean, LIMIT_MS);
      assertEquals(manifests.of("SegmentStored").length, segments());
      assertEquals(manifests.of("SegmentLost"), []);
      const listed = await Array.fromAsync(near.list(recordingKeys.all(RECORDING)));
      assertEquals(
        listed.map(({ key }) => key).toSorted(),
        manifests.segments().map(({ object }) => object.key).toSorted(),
      );
      for (const { object } of manifests.segments()) {
        const { sizeBytes, sha256 } = sealOf(await objects.read(object.key));
        assertEquals({ sizeBytes, sha256 }, { sizeBytes: object.sizeBytes, sha256: object.sha256 });
      }
      await until(
        "operators are told that it is well",
        () => scene.beats.at(-1)?.storeAwayMs,
        (ms) => ms === undefined,
        LIMIT_MS,
      );
      await until(
        "the disk is empty",
        async () => {
          const left = await Array.fromAsync(Deno.readDir(scene.spoolFolder));
          return left.map(({ name }) => name).join();
        },
        (names) => names === "lock",
        LIMIT_MS,
      );
    } finally {
      far.close();
      near.close();
    }
  },
});
