import { assertEquals, assertThrows } from "@std/assert";
import { systemClock } from "../clock.ts";
import { checkObjectStore } from "./contract.ts";
import { FolderStore } from "./folder_store.ts";

async function open(wallMs = systemClock.wallMs) {
  const folder = await Deno.makeTempDir({ prefix: "parley-objects-" });
  const secret = "s".repeat(32);
  const clock = { ...systemClock, wallMs };
  const url = "https://meet.example.org/objects";
  return {
    folder,
    store: new FolderStore({ folder, url, secret, clock }),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

Deno.test("a folder keeps objects as the contract says", async (context) => {
  await using on = await open();
  await checkObjectStore(context, on.store, (url, init) => on.store.serve(new Request(url, init)));
  const left: string[] = [];
  for await (const { name } of Deno.readDir(`${on.folder}/files/room-1`)) left.push(name);
  assertEquals(left, [], "no part of an upload stays");
});

Deno.test("a signed link ends by the clock, and what it serves can't act as a page", async () => {
  let now = 1_000_000;
  await using on = await open(() => now);
  await on.store.write("files/r/f", new TextEncoder().encode("<script>"));
  const options = { mediaType: "image/png", disposition: "inline", ttlMs: 1_000 };
  const url = await on.store.presignGet("files/r/f", options);
  const response = await on.store.serve(new Request(url));
  await response.body?.cancel();
  assertEquals(response.headers.get("x-content-type-options"), "nosniff");
  assertEquals(response.headers.get("content-security-policy"), "sandbox; default-src 'none'");
  now += 1_001;
  assertEquals((await on.store.serve(new Request(url))).status, 403);
});

Deno.test("no key leads out of the folder", async () => {
  await using on = await open();
  for (const key of ["../secrets", "files/../../x", "/etc/passwd", "files/a.b", "files"]) {
    assertThrows(() => on.store.presignGet(key, { mediaType: "", disposition: "", ttlMs: 1 }));
  }
});
