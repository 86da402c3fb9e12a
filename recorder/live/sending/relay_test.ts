import { assertEquals, assertRejects } from "@std/assert";
import { freePort } from "../../../scripts/native/ports.ts";
import { connect, UnreachableError } from "./reach.ts";
import { Relay } from "./relay.ts";

const LOOPBACK = "127.0.0.1";
const HOST = "live.example.org";

/** A certificate of its own for that name. */
async function certificate(folder: string): Promise<{ cert: string; key: string }> {
  const [certFile, keyFile] = [`${folder}/cert.pem`, `${folder}/key.pem`];
  const args = [
    ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2".split(" "),
    ...["-subj", `/CN=${HOST}`, "-addext", `subjectAltName=DNS:${HOST}`],
    // As certificates of servers are: no authority's.
    ...["-addext", "basicConstraints=critical,CA:FALSE", "-keyout", keyFile, "-out", certFile],
  ];
  await new Deno.Command("openssl", { args, stderr: "null" }).output();
  return { cert: await Deno.readTextFile(certFile), key: await Deno.readTextFile(keyFile) };
}

Deno.test("a relay speaks TLS to the server that has the name, and to no other", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const { cert, key } = await certificate(folder);
    using listener = Deno.listenTls({ hostname: LOOPBACK, port: 0, cert, key });
    const serve = async () => {
      for await (const conn of listener) {
        conn.readable.pipeTo(conn.writable).catch(() => {});
      }
    };
    const serving = serve();
    const target = { scheme: "rtmps", host: HOST, port: listener.addr.port } as const;
    const unknown = await assertRejects(() => connect(target, LOOPBACK), UnreachableError);
    assertEquals(unknown.message, "the server's certificate is not valid");
    const other = { ...target, host: "other.example.org" };
    await assertRejects(() => connect(other, LOOPBACK, [cert]), UnreachableError);

    const ended = Promise.withResolvers<void>();
    const relay = new Relay(await connect(target, LOOPBACK, [cert]), ended.resolve);
    const client = await Deno.connect({ hostname: LOOPBACK, port: relay.port });
    await client.write(Uint8Array.of(1, 2, 3));
    const back = new Uint8Array(3);
    await client.read(back);
    assertEquals([...back], [1, 2, 3]);
    client.close();
    await ended.promise;
    listener.close();
    await serving.catch(() => {});
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a server that is not there is told so", async () => {
  const target = { scheme: "rtmp", host: HOST, port: freePort(0) } as const;
  const error = await assertRejects(() => connect(target, LOOPBACK), UnreachableError);
  assertEquals(error.message, "the server does not answer");
});
