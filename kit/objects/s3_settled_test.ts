import { assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { leastDenoArguments } from "../../scripts/native/least_deno.ts";

const CHECKOUT = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");
const FILE = new URL("./s3_store.ts", import.meta.url).href;

Deno.test("an S3 store is used with no permission but to reach it", async () => {
  const asked: string[] = [];
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      asked.push(`${request.method} ${new URL(request.url).pathname}`);
      const sum = createHash("md5").update(await request.bytes()).digest("hex");
      return new Response(null, { headers: { etag: `"${sum}"` } });
    },
  );
  const endpoint = `http://127.0.0.1:${server.addr.port}`;
  const entry = `data:text/typescript,${
    encodeURIComponent(`
      import { S3Store } from ${JSON.stringify(FILE)};
      const keys = { accessKeyId: "access", secretAccessKey: "secret" };
      const store = new S3Store({
        endpoint: ${JSON.stringify(endpoint)}, region: "us-east-1", bucket: "parley", ...keys });
      await store.write("recordings/r", new Uint8Array(3), "text/plain");
      await store.size("recordings/r");
      await store.presignGet("recordings/r", { mediaType: "", disposition: "", ttlMs: 1_000 });
      store.close();
    `)
  }`;
  const net = [`127.0.0.1:${server.addr.port}`];
  const args = leastDenoArguments({ checkout: CHECKOUT, entry, env: {}, net });
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: args.filter((arg) => arg !== "--allow-env="),
    stdout: "null",
    stderr: "piped",
  }).output();
  assertEquals([success, new TextDecoder().decode(stderr)], [true, ""]);
  assertEquals(asked, ["PUT /parley/recordings/r", "HEAD /parley/recordings/r"]);
});
