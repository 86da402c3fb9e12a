import { createHash } from "node:crypto";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { CreateBucketCommand, ListMultipartUploadsCommand, S3Client } from "@aws-sdk/client-s3";
import { freePort } from "../../scripts/native/ports.ts";
import { Radosgw } from "../../tests/harness/radosgw.ts";
import { S3FaultProxy } from "../../tests/harness/s3_fault_proxy.ts";
import { TcpProxy } from "../../tests/harness/tcp_proxy.ts";
import { until } from "../../tests/harness/until.ts";
import { checkObjectStore } from "./contract.ts";
import { ObjectsUnavailableError } from "./object_store.ts";
import { S3Store } from "./s3_store.ts";

const BEGUN_LIMIT_MS = 20_000;
/** What the contract is kept under, on each third request. */
const PASSING = ["refuse", "cut-request", "cut-answer", "lose", "twice"] as const;
const FETCHES_MAX = 3;
const BUCKET = { region: "us-east-1", bucket: "parley" };

Deno.test({
  name: "a bucket keeps objects as the contract says, also on a bad day",
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
      await using bad = await S3FaultProxy.start(endpoint);
      bad.inTurn(3, PASSING.map((kind) => ({ kind })));
      const faulty = new S3Store({ ...BUCKET, endpoint: bad.endpoint, ...credentials });
      await checkObjectStore(context, faulty, fetchAgain);
      for (const kind of PASSING) assert(bad.happened(kind) > 0, kind);
      faulty.close();
      // Nobody can give up an upload of whose beginning nobody was told.
      const unheard = bad.seen.filter(({ method, path, fault }) =>
        method === "POST" && /[?&]uploads/.test(path) && fault !== undefined && fault !== "refuse"
      ).length;
      const before = await uploads();
      await context.step("of uploads that were given up nothing stays", () => {
        assert(before <= unheard, `${before} uploads are left, ${unheard} were not heard of`);
      });
      await context.step("a large file arrives whole though its connections break", async () => {
        const path = await Deno.makeTempFile();
        try {
          const bytes = Uint8Array.from({ length: 20_000_000 }, (_, at) =>
            at % 251);
          await Deno.writeFile(path, bytes);
          const digest = async (of: Uint8Array<ArrayBuffer>) =>
            new Uint8Array(await crypto.subtle.digest("SHA-256", of)).toBase64();
          const sha256 = await digest(bytes);
          const key = "recordings/room-r1/assets/video";
          const written = far.writeFile(key, path, { sha256, mediaType: "video/mp4" });
          await until("the upload has begun", uploads, (count) => count > before, BEGUN_LIMIT_MS);
          proxy.cut();
          proxy.heal();
          await written;
          assertEquals([await digest(await store.read(key)), await uploads()], [sha256, before]);
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

/** As a client that does not give up at once. */
async function fetchAgain(url: string, init?: RequestInit): Promise<Response> {
  for (let fetches = 1;; fetches++) {
    try {
      const response = await fetch(url, init);
      const body = await response.arrayBuffer();
      const { status, headers } = response;
      const again = new Response(body.byteLength > 0 ? body : null, { status, headers });
      if (status !== 503 || fetches === FETCHES_MAX) return again;
    } catch (error) {
      if (fetches === FETCHES_MAX) throw error;
    }
  }
}

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

Deno.test({
  name: "a store is asked to encrypt, by uploads of ours and of browsers",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const asked: (string | null)[] = [];
    await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (
      request,
    ) => {
      asked.push(request.headers.get("x-amz-server-side-encryption"));
      const sum = createHash("md5").update(new Uint8Array(await request.arrayBuffer()));
      return new Response(null, { headers: { etag: `"${sum.digest("hex")}"` } });
    });
    const endpoint = `http://127.0.0.1:${server.addr.port}`;
    const keys = { accessKeyId: "access", secretAccessKey: "secret" };
    const encryption = { by: "AES256" } as const;
    const store = new S3Store({ ...BUCKET, endpoint, ...keys, encryption });
    await store.write("files/r/f", new Uint8Array(3), "text/plain");
    const put = await store.presignPut("files/r/f", { sizeBytes: 3, ttlMs: 1_000 });
    assert(new URL(put.url).searchParams.get("X-Amz-SignedHeaders")?.includes("encryption"));
    await (await fetch(put.url, { ...put, body: new Uint8Array(3) })).body?.cancel();
    assertEquals(asked, ["AES256", "AES256"]);
    store.close();
  },
});
