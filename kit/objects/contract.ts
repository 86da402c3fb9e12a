/** What every object store does alike. */
import { assertEquals, assertRejects } from "@std/assert";
import { type ObjectStore, ObjectsUnavailableError } from "./object_store.ts";

const TTL_MS = 60_000;
const KEY = "files/room-1/file-1";
const BYTES = new TextEncoder().encode("some bytes of a file");
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
}
