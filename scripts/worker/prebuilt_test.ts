import { assertEquals, assertRejects } from "@std/assert";
import { run } from "./command.ts";
import { WorkerError } from "./errors.ts";
import { downloadPrebuilt, prebuiltUrl } from "./prebuilt.ts";

const pkg = {
  version: "3.27.1",
  workerSource: "/nowhere",
  repository: "https://github.com/versatica/mediasoup",
};
const base =
  "https://github.com/versatica/mediasoup/releases/download/3.27.1/mediasoup-worker-3.27.1";

Deno.test("the download is named as mediasoup's install script names it", () => {
  assertEquals(
    prebuiltUrl(pkg, { os: "linux", arch: "x86_64", kernel: "6.1.0-30-amd64" }),
    `${base}-linux-x64-kernel6.tgz`,
  );
  assertEquals(
    prebuiltUrl(pkg, { os: "darwin", arch: "aarch64", kernel: "24.1.0" }),
    `${base}-darwin-arm64.tgz`,
  );
});

/** Runs against a release server that answers every request alike. */
async function withRelease(
  answer: (archive: Uint8Array<ArrayBuffer>) => Response,
  use: (repository: string, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/mediasoup-worker`, "published");
  await run("tar", ["-czf", "release.tgz", "mediasoup-worker"], { cwd: folder, timeoutMs: 5_000 });
  const archive = await Deno.readFile(`${folder}/release.tgz`);
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(options, () => answer(archive));
  try {
    await Deno.mkdir(`${folder}/scratch`);
    await use(`http://127.0.0.1:${server.addr.port}`, `${folder}/scratch`);
  } finally {
    await server.shutdown();
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a published worker is downloaded and unpacked", async () => {
  await withRelease((archive) => new Response(archive), async (repository, folder) => {
    const bin = await downloadPrebuilt({ ...pkg, repository }, folder, () => {});
    assertEquals(await Deno.readTextFile(bin), "published");
  });
});

for (
  const [what, answer] of [
    ["none for this machine", () => new Response("gone", { status: 404 })],
    ["no archive", () => new Response("<html>")],
  ] as const
) {
  Deno.test(`a release server that has ${what} is a coded error`, async () => {
    await withRelease(answer, async (repository, folder) => {
      const error = await assertRejects(
        () => downloadPrebuilt({ ...pkg, repository }, folder, () => {}),
        WorkerError,
      );
      assertEquals(error.code, "worker-download-failed");
    });
  });
}
