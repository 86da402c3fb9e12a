import { assertEquals } from "@std/assert";
import { FILES_PER_MESSAGE_MAX, type FileUpload, type FileView } from "../../../protocol/mod.ts";
import { LinkDown, Refusal } from "../../link/errors.ts";
import type { RoomApi } from "../room_api.ts";
import { sizeParts } from "./file_links.ts";
import type { PutFile, PutOptions } from "./put_file.ts";
import { createUploads, fileName } from "./uploads.ts";

const UPLOAD: FileUpload = {
  fileId: "file-00000000000000",
  method: "PUT",
  url: "https://store.example/",
  headers: {},
  expiresAt: 1,
};
const VIEW: FileView = {
  id: UPLOAD.fileId,
  name: "a.txt",
  mediaType: "text/plain",
  sizeBytes: 3,
  thumbnail: false,
};
const nobody = () => Promise.reject(new LinkDown("not asked for here"));

function setUp(more: Partial<RoomApi> = {}) {
  const puts: (PutOptions & PromiseWithResolvers<void>)[] = [];
  const api: RoomApi = {
    messages: nobody,
    fileUrl: nobody,
    pollCsv: nobody,
    timeline: nobody,
    ice: nobody,
    announceFile: () => Promise.resolve(UPLOAD),
    completeFile: () => Promise.resolve({ file: VIEW }),
    ...more,
  };
  const put: PutFile = (_upload, _file, options) => {
    const one = { ...options, ...Promise.withResolvers<void>() };
    options.signal.addEventListener("abort", () => one.reject(options.signal.reason));
    puts.push(one);
    return one.promise;
  };
  const uploads = createUploads(api, put);
  return { uploads, puts, kinds: () => uploads.list.peek().map(({ state }) => state.kind) };
}

const file = (name = "a.txt", size = 3) => new File([new Uint8Array(size)], name);
/** A turn of the event loop: everything that was answered is taken in. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("a file is announced, brought, looked at, and then taken once", async () => {
  const { uploads, puts, kinds } = setUp();
  uploads.add([file()]);
  await settled();
  puts[0]?.progress(0.5);
  assertEquals(uploads.list.peek()[0]?.state, { kind: "sending", share: 0.5 });
  assertEquals(uploads.take(), []);
  puts[0]?.resolve();
  await settled();
  assertEquals(kinds(), ["ready"]);
  assertEquals(uploads.take(), [VIEW]);
  assertEquals(kinds(), []);
});

Deno.test("who takes a file away stops it", async () => {
  const { uploads, puts, kinds } = setUp();
  uploads.add([file()]);
  await settled();
  uploads.remove(1);
  await settled();
  assertEquals(puts[0]?.signal.aborted, true);
  assertEquals(kinds(), []);
});

Deno.test("a failed file stays, says why and can be tried again", async () => {
  let isRefused = true;
  const { uploads, puts, kinds } = setUp({
    announceFile: () =>
      isRefused
        ? Promise.reject(new Refusal({ code: "message-too-large", message: "no" }))
        : Promise.resolve(UPLOAD),
  });
  uploads.add([file()]);
  await settled();
  assertEquals(uploads.list.peek()[0]?.state, { kind: "failed", code: "message-too-large" });
  isRefused = false;
  uploads.retry(1);
  await settled();
  puts[0]?.resolve();
  await settled();
  assertEquals(kinds(), ["ready"]);
});

Deno.test("an empty file is not announced, and one too many has no room", async () => {
  const { uploads, puts, kinds } = setUp();
  uploads.add([file("empty", 0)]);
  await settled();
  assertEquals(kinds(), ["failed"]);
  assertEquals(puts.length, 0);
  const many = Array.from({ length: FILES_PER_MESSAGE_MAX }, (_, index) => file(`${index}`));
  assertEquals(uploads.add(many), 1);
  uploads.dispose();
});

Deno.test("names are as the server takes them", () => {
  assertEquals(fileName("../a\\b\u0000.txt"), ".. a b .txt");
  assertEquals(fileName(" "), "file");
  const long = fileName(`${"x".repeat(300)}.tar.gz`);
  assertEquals(long.length, 200);
  assertEquals(long.endsWith(".gz"), true);
});

Deno.test("sizes are told in the unit that fits", () => {
  assertEquals(sizeParts(999), { value: 999, unit: "B" });
  assertEquals(sizeParts(1_500), { value: 1.5, unit: "kB" });
  assertEquals(sizeParts(999_999), { value: 1, unit: "MB" });
  assertEquals(sizeParts(25_300_000), { value: 25, unit: "MB" });
});
