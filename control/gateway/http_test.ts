import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { SUBPROTOCOL } from "../../protocol/mod.ts";
import { contentSecurityPolicy } from "./security_headers.ts";
import { ORIGIN, World } from "./testing/world.ts";

/** A handshake by hand: `fetch` must not send these headers. */
async function handshake(url: string, headers: Record<string, string>): Promise<number> {
  const { hostname, port } = new URL(url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const lines = [
    "GET /ws HTTP/1.1",
    `host: ${hostname}`,
    "connection: upgrade",
    "upgrade: websocket",
    "sec-websocket-version: 13",
    "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  await connection.write(new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`));
  const buffer = new Uint8Array(1_024);
  const length = await connection.read(buffer) ?? 0;
  return Number(new TextDecoder().decode(buffer.subarray(0, length)).split(" ")[1]);
}

Deno.test("a handshake needs an origin from the list, exactly, and the subprotocol", async () => {
  await using world = await World.start();
  const protocol = { "sec-websocket-protocol": SUBPROTOCOL };
  const status = (headers: Record<string, string>) => handshake(world.url(), headers);
  assertEquals(await status({ ...protocol, origin: ORIGIN }), 101);
  assertEquals(await status(protocol), 403);
  assertEquals(await status({ ...protocol, origin: "null" }), 403);
  assertEquals(await status({ ...protocol, origin: `${ORIGIN}.evil.example` }), 403);
  assertEquals(await status({ ...protocol, origin: `${ORIGIN}:8443` }), 403);
  assertEquals(await status({ ...protocol, origin: ORIGIN.replace("https", "http") }), 403);
  assertEquals(await status({ origin: ORIGIN }), 400);
  assertEquals(await status({ origin: ORIGIN, "sec-websocket-protocol": "soap" }), 400);
});

Deno.test("the policy admits our own scripts and the gateways, nothing inline", () => {
  const policy = contentSecurityPolicy(["wss://a.example.org/ws", "wss://a.example.org/other"]);
  assertStringIncludes(policy, "default-src 'none'");
  assertStringIncludes(policy, "connect-src 'self' wss://a.example.org;");
  const withObjects = contentSecurityPolicy([], "https://objects.example.org");
  assertStringIncludes(withObjects, "media-src 'self' blob: https://objects.example.org;");
  assertStringIncludes(policy, "script-src 'self' 'wasm-unsafe-eval';");
  assertEquals(policy.replace("'wasm-unsafe-eval'", "").includes("unsafe"), false);
});

Deno.test("the page is served with its headers, and nothing from outside its folder", async () => {
  const folder = await Deno.makeTempDir({ prefix: "parley-page-" });
  try {
    const uiDir = `${folder}/ui`;
    await Deno.mkdir(`${uiDir}/assets`, { recursive: true });
    await Deno.writeTextFile(`${folder}/secret.txt`, "secret");
    await Deno.writeTextFile(`${uiDir}/index.html`, "<!doctype html>page");
    await Deno.writeTextFile(`${uiDir}/assets/app-1a2b.js`, "1");
    await using world = await World.start();
    await world.addGateway({ uiDir });
    const get = async (path: string) => {
      const response = await fetch(world.url(1) + path);
      return { response, text: await response.text() };
    };
    for (const path of ["/", "/m/123456789", "/recordings", "/recordings/abc-r1", "/r"]) {
      const { response, text } = await get(path);
      assertEquals(text, "<!doctype html>page");
      assertEquals(response.headers.get("cache-control"), "no-cache");
      assertMatch(response.headers.get("content-security-policy") ?? "", /default-src 'none'/);
      assertEquals(response.headers.get("x-content-type-options"), "nosniff");
      assertEquals(response.headers.get("referrer-policy"), "no-referrer");
    }
    const { response: script } = await get("/assets/app-1a2b.js");
    assertMatch(script.headers.get("cache-control") ?? "", /immutable/);
    assertMatch(script.headers.get("content-type") ?? "", /javascript/);
    for (const path of ["/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/..%5c..%5csecret.txt"]) {
      const { response, text } = await get(path);
      assertEquals([response.status, text.includes("secret")], [404, false], path);
    }
    assertEquals((await get("/dev/reload")).response.status, 404, "in development only");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("ready depends on the bus alone; other neighbours are reported", async () => {
  await using world = await World.start();
  const ready = await fetch(`${world.url()}/readyz`);
  assertEquals([ready.status, await ready.json()], [
    200,
    { ok: true, checks: { gateway: "ok", bus: "ok" } },
  ]);
  const healthy = await fetch(`${world.url()}/healthz`);
  assertEquals([healthy.status, await healthy.json()], [200, { ok: true }]);
});

Deno.test("in development a page hears that it was built anew", async () => {
  const uiDir = await Deno.makeTempDir({ prefix: "parley-page-" });
  try {
    const builtAt = async (date: string) => {
      await Deno.writeTextFile(`${uiDir}/index.html`, date);
      await Deno.utime(`${uiDir}/index.html`, new Date(date), new Date(date));
    };
    await builtAt("2026-01-01");
    await using world = await World.start();
    await world.addGateway({ uiDir, development: true });
    const left = new AbortController();
    const response = await fetch(`${world.url(1)}/dev/reload`, { signal: left.signal });
    assertEquals(response.headers.get("content-type"), "text/event-stream");
    await builtAt("2026-01-02");
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    assertStringIncludes((await reader?.read())?.value ?? "", "event: reload");
    await reader?.cancel();
    left.abort();
  } finally {
    await Deno.remove(uiDir, { recursive: true });
  }
});
