/** What every object store does alike. */
import { assertEquals, assertRejects } from "@std/assert";
import { DamagedFileError, type ObjectStore, ObjectsUnavailableError } from "./object_store.ts";

const TTL_MS = 60_000;
const KEY = "files/room-1/file-1";
const BYTES = new TextEncoder().encode("some bytes of a file");
const PREFIX = "recordings/room-1-r1/";
/** More than goes in one request to a bucket. */
const LARGE_BYTES = 17 * 1024 * 1024 + 5;
const AS_TEXT = {
  mediaType: "text/plain",
  disposition: "attachment; filename=a.txt",
  ttlMs: TTL_MS,
};

/** `fetchSigned`: as a browser asks, wherever the URL leads. */
export async function checkObjectStore(
  context: Deno.TestContext,
  store: ObjectStore,
  fetchSigned: (url: string, init?: RequestInit) => Promise<Response> = fetch,
): Promise<void> {
  const ask = async (url: string, init?: RequestInit) => {
    const response = await fetchSigned(url, init);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const put = async (body: Uint8Array<ArrayBuffer>, sizeBytes: number) => {
    const { method, url, headers } = await store.presignPut(KEY, { sizeBytes, ttlMs: TTL_MS });
    return await ask(url, { method, headers, body });
  };

  await context.step("what is not there has no size and can't be read", async () => {
    assertEquals(await store.size(KEY), undefined);
    await assertRejects(() => store.read(KEY), ObjectsUnavailableError);
    await store.remove(KEY);
  });
  await context.step("an upload of another length than was signed is refused", async () => {
    const { status } = await put(BYTES, BYTES.length - 1);
    assertEquals([status >= 400, await store.size(KEY)], [true, undefined]);
  });
  await context.step("what is uploaded is there, whole", async () => {
    assertEquals((await put(BYTES, BYTES.length)).status, 200);
    assertEquals(await store.size(KEY), BYTES.length);
    assertEquals(await store.read(KEY), BYTES);
  });
  await context.step("a download carries the headers that were signed", async () => {
    const { status, text, headers } = await ask(await store.presignGet(KEY, AS_TEXT));
    assertEquals([status, text], [200, "some bytes of a file"]);
    assertEquals(headers.get("content-type"), "text/plain");
    assertEquals(headers.get("content-disposition"), "attachment; filename=a.txt");
  });
  await context.step("a link that was changed opens nothing", async () => {
    const url = await store.presignGet(KEY, AS_TEXT);
    assertEquals((await ask(url.replace("file-1", "file-2"))).status, 403);
    assertEquals((await ask(url.replace("plain", "html"))).status, 403);
    assertEquals((await ask(url.replace(/ignature=[^&]{4}/, "ignature=aaaa"))).status, 403);
    const wrongUse = await ask(url, { method: "PUT", body: BYTES });
    assertEquals([403, 405].includes(wrongUse.status), true);
  });
  await context.step("what is written can be fetched, and what is removed can't", async () => {
    await store.write(KEY, new TextEncoder().encode("other"), "text/plain");
    const url = await store.presignGet(KEY, AS_TEXT);
    assertEquals((await ask(url)).text, "other");
    await store.remove(KEY);
    assertEquals([await store.size(KEY), (await ask(url)).status], [undefined, 404]);
  });
  await context.step("a part is read, and nothing behind the end", async () => {
    await store.write(KEY, BYTES, "text/plain");
    const range = async (start: number, length: number) =>
      new TextDecoder().decode(await store.readRange(KEY, { start, length }));
    assertEquals(await range(5, 5), "bytes");
    assertEquals(await range(17, 100), "ile");
    assertEquals([await range(100, 5), await range(0, 0)], ["", ""]);
    const none = () => store.readRange("files/room-1/none", { start: 0, length: 1 });
    await assertRejects(none, ObjectsUnavailableError);
  });
  await context.step("a download may begin anywhere, as players do", async () => {
    const url = await store.presignGet(KEY, { ...AS_TEXT, disposition: "inline" });
    const part = await ask(url, { headers: { range: "bytes=5-9" } });
    assertEquals([part.status, part.text], [206, "bytes"]);
    assertEquals(part.headers.get("content-range"), `bytes 5-9/${BYTES.length}`);
    assertEquals(part.headers.get("content-type"), "text/plain");
    const open = await ask(url, { headers: { range: "bytes=17-" } });
    assertEquals([open.status, open.text], [206, "ile"]);
    assertEquals((await ask(url, { headers: { range: "bytes=100-" } })).status, 416);
    await store.remove(KEY);
  });
  for (const [size, sizeBytes] of [["small", 1_000], ["large", LARGE_BYTES]] as const) {
    await context.step(`a ${size} file is stored, and nothing of a damaged one`, async () => {
      const path = await Deno.makeTempFile();
      try {
        const bytes = Uint8Array.from({ length: sizeBytes }, (_, at) => at % 251);
        await Deno.writeFile(path, bytes);
        const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
        const write = (sha256: string) =>
          store.writeFile(`${PREFIX}parts/${size}`, path, { sha256, mediaType: "video/webm" });
        await assertRejects(() => write(new Uint8Array(32).toBase64()), DamagedFileError);
        assertEquals(await store.size(`${PREFIX}parts/${size}`), undefined);
        await write(digest.toBase64());
        const stored = await store.read(`${PREFIX}parts/${size}`);
        const found = new Uint8Array(await crypto.subtle.digest("SHA-256", stored));
        assertEquals([stored.length, found.toBase64()], [sizeBytes, digest.toBase64()]);
      } finally {
        await Deno.remove(path);
      }
    });
  }
  await context.step("what lies below a prefix is listed, and removed with it", async () => {
    await store.write(`${PREFIX}timeline`, BYTES, "application/json");
    await store.write("recordings/room-1-r12/timeline", BYTES, "application/json");
    const keys = async (prefix: string) =>
      (await Array.fromAsync(store.list(prefix))).map(({ key }) => key).toSorted();
    const below = ["parts/large", "parts/small", "timeline"].map((name) => `${PREFIX}${name}`);
    assertEquals(await keys(PREFIX), below);
    await store.removeAll(PREFIX);
    await store.removeAll(PREFIX);
    assertEquals(await keys(PREFIX), []);
    assertEquals(await keys("recordings/room-1-r12/"), ["recordings/room-1-r12/timeline"]);
  });
}
