import { assert, assertRejects } from "@std/assert";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { freePort } from "../../scripts/native/ports.ts";
import { Radosgw } from "../../tests/harness/radosgw.ts";
import { checkObjectStore } from "./contract.ts";
import { ObjectsUnavailableError } from "./object_store.ts";
import { S3Store } from "./s3_store.ts";

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
    client.destroy();
    const store = new S3Store({ ...BUCKET, endpoint, ...credentials });
    try {
      await checkObjectStore(context, store);
    } finally {
      store.close();
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
