import { assert, assertEquals, assertRejects } from "@std/assert";
import { CreateBucketCommand, ListMultipartUploadsCommand, S3Client } from "@aws-sdk/client-s3";
import { freePort } from "../../scripts/native/ports.ts";
import { Radosgw } from "../../tests/harness/radosgw.ts";
import { TcpProxy } from "../../tests/harness/tcp_proxy.ts";
import { until } from "../../tests/harness/until.ts";
import { checkObjectStore } from "./contract.ts";
import { ObjectsUnavailableError } from "./object_store.ts";
import { S3Store } from "./s3_store.ts";

const BEGUN_LIMIT_MS = 20_000;
const BUCKET = { region: "us-east-1", bucket: "parley" };

Deno.test({
  name: "a bucket keeps objects as the contract says",
  ignore: !Radosgw.isInstalled,
  // The SDK's sockets are kept alive for a moment after the client is destroyed.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (context) => {
    await using server = await Radosgw.start();
    const { endpoint, credentials } = server;
    const client = new S3Client({ ...BUCKET, endpoint, credentials, forcePathStyle: true });
    await client.send(new CreateBucketCommand({ Bucket: BUCKET.bucket }));
    const store = new S3Store({ ...BUCKET, endpoint, ...credentials });
    await using proxy = TcpProxy.start(Number(new URL(endpoint).port));
    const far = new S3Store({
      ...BUCKET,
      endpoint: `http://127.0.0.1:${proxy.port}`,
      ...credentials,
    });
    const uploads = async () => {
      const listed = await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET.bucket }));
      return listed.Uploads?.length ?? 0;
    };
    try {
      await checkObjectStore(context, store);
      await context.step("of uploads that were given up nothing stays", async () => {
        assertEquals(await uploads(), 0);
      });
      await context.step("a large file arrives whole though its connections break", async () => {
        const path = await Deno.makeTempFile();
        try {
          const bytes = Uint8Array.from({ length: 20_000_000 }, (_, at) => at % 251);
          await Deno.writeFile(path, bytes);
          const digest = async (of: Uint8Array<ArrayBuffer>) =>
            new Uint8Array(await crypto.subtle.digest("SHA-256", of)).toBase64();
          const sha256 = await digest(bytes);
          const key = "recordings/room-r1/assets/video";
          const written = far.writeFile(key, path, { sha256, mediaType: "video/mp4" });
          await until("the upload has begun", uploads, (count) => count > 0, BEGUN_LIMIT_MS);
          proxy.cut();
          proxy.heal();
          await written;
          assertEquals([await digest(await store.read(key)), await uploads()], [sha256, 0]);
        } finally {
          await Deno.remove(path);
        }
      });
    } finally {
      far.close();
      store.close();
      client.destroy();
    }
  },
});

Deno.test({
  name: "a store that is away is said to be",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const endpoint = `http://127.0.0.1:${freePort(0)}`;
    const keys = { accessKeyId: "access", secretAccessKey: "secret" };
    const store = new S3Store({ ...BUCKET, endpoint, ...keys });
    const error = await assertRejects(() => store.size("files/r/f"), ObjectsUnavailableError);
    assert(!error.message.includes("secret"));
    store.close();
  },
});
