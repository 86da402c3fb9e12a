import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { readManifest, WorkerCache } from "./cache.ts";
import { buildKey, checkWorkerWith, ensureWorkerWith, type WorkerSteps } from "./ensure.ts";
import { WorkerError } from "./errors.ts";

const quiet = () => {};

/** A file that starts like a worker does when nobody speaks to it. */
async function writeWorker(path: string, exitCode = 41): Promise<string> {
  await Deno.writeTextFile(path, `#!/bin/sh\nexit ${exitCode}\n`, { mode: 0o755 });
  return path;
}

/** Steps that note what was done; the download fails, as on a machine without the network. */
function recording(root: string, overrides: Partial<WorkerSteps> = {}) {
  const done: string[] = [];
  const steps: WorkerSteps = {
    envBin: undefined,
    version: "3.0.0",
    recipeHash: "abc",
    machine: "linux-x86_64",
    cache: new WorkerCache(`${root}/cache`),
    prove: () => {
      done.push("prove");
      return Promise.resolve({ handshakeMs: 1 });
    },
    download: () => {
      done.push("download");
      return Promise.reject(new WorkerError("worker-download-failed", "Cannot download"));
    },
    missingPackages: () => Promise.resolve(["meson"]),
    installPackages: (packages) => {
      done.push(`install ${packages.join(" ")}`);
      return Promise.resolve();
    },
    build: async (folder) => {
      done.push("build");
      return { bin: await writeWorker(`${folder}/built`), srtp: "a test's" };
    },
    ...overrides,
  };
  return { steps, done };
}

function test(name: string, body: (root: string) => Promise<void>): void {
  Deno.test({
    name,
    sanitizeOps: true,
    sanitizeResources: true,
    async fn() {
      const root = await Deno.makeTempDir();
      try {
        await body(root);
      } finally {
        await Deno.remove(root, { recursive: true });
      }
    },
  });
}

test("a worker is downloaded, else built with its packages, and proven before it is kept", async (root) => {
  const { steps, done } = recording(root);
  const worker = await ensureWorkerWith(steps, quiet);
  assertEquals(worker.source, "build");
  assertEquals(worker.key, "3.0.0-abc-linux-x86_64");
  assertEquals(done, ["download", "install meson", "build", "prove"]);
  assertEquals((await readManifest(worker.bin))?.srtp, "a test's");
});

test("a cached worker is neither built nor proven again", async (root) => {
  const first = await ensureWorkerWith(recording(root).steps, quiet);
  const { steps, done } = recording(root);
  assertEquals(await ensureWorkerWith(steps, quiet), { ...first, source: "cache" });
  assertEquals(done, []);
});

test("another recipe is another worker", async (root) => {
  await ensureWorkerWith(recording(root).steps, quiet);
  const { steps } = recording(root, { recipeHash: "def" });
  assertEquals((await ensureWorkerWith(steps, quiet)).source, "build");
});

test("a download that carries media is kept under its own key", async (root) => {
  const download = (folder: string) => writeWorker(`${folder}/downloaded`);
  const { steps, done } = recording(root, { download });
  const worker = await ensureWorkerWith(steps, quiet);
  assertEquals(worker.source, "prebuilt");
  assertEquals(worker.key, "3.0.0-prebuilt-linux-x86_64");
  assertEquals(done, ["prove"]);
  assertEquals((await ensureWorkerWith(recording(root).steps, quiet)).source, "cache");
});

test("a download that carries no media is built instead", async (root) => {
  const { steps, done } = recording(root, {
    download: (folder) => writeWorker(`${folder}/downloaded`),
    prove: (bin) =>
      bin.endsWith("downloaded")
        ? Promise.reject(new WorkerError("worker-proof-failed", "Cannot accept it"))
        : Promise.resolve({ handshakeMs: 1 }),
  });
  assertEquals((await ensureWorkerWith(steps, quiet)).source, "build");
  assertEquals(done.at(-1), "build");
});

test("a build that fails its proof is not kept", async (root) => {
  const prove = () => Promise.reject(new WorkerError("worker-proof-failed", "Cannot accept it"));
  const { steps } = recording(root, { prove });
  const error = await assertRejects(() => ensureWorkerWith(steps, quiet), WorkerError);
  assertEquals(error.code, "worker-proof-failed");
  assertEquals(await steps.cache.find(buildKey(steps)), undefined);
  assertEquals([...Deno.readDirSync(steps.cache.root)].map((entry) => entry.name), ["lock"]);
});

test("a cached worker that no longer starts is built anew", async (root) => {
  const { bin } = await ensureWorkerWith(recording(root).steps, quiet);
  await writeWorker(bin, 127); // As after an upgrade that took a shared library away.
  const { steps, done } = recording(root);
  assertEquals((await ensureWorkerWith(steps, quiet)).source, "build");
  assertEquals(done.includes("build"), true);
});

test("runs at the same time build once", async (root) => {
  const both = [recording(root), recording(root)];
  const workers = await Promise.all(both.map(({ steps }) => ensureWorkerWith(steps, quiet)));
  assertEquals(both.flatMap(({ done }) => done).filter((step) => step === "build").length, 1);
  assertEquals(workers.map((worker) => worker.source).sort(), ["build", "cache"]);
});

test("what a killed build left behind does not stop the next", async (root) => {
  await Deno.mkdir(`${root}/cache/building/half`, { recursive: true });
  assertEquals((await ensureWorkerWith(recording(root).steps, quiet)).source, "build");
});

test("the cache keeps a bounded number of workers", async (root) => {
  for (let n = 0; n < 9; n++) {
    await ensureWorkerWith(recording(root, { recipeHash: `r${n}` }).steps, quiet);
  }
  const entries = [...Deno.readDirSync(`${root}/cache`)].filter((entry) => entry.isDirectory);
  assertEquals(entries.length, 6);
  assertEquals(entries.some((entry) => entry.name.includes("-r8-")), true);
});

test("the worker that the environment names is proven and used before all others", async (root) => {
  const envBin = await writeWorker(`${root}/mine`);
  const { steps, done } = recording(root, { envBin });
  assertEquals(await ensureWorkerWith(steps, quiet), { bin: envBin, source: "env", key: "env" });
  assertEquals(done, ["prove"]);
});

test("an environment that names no file is refused, not ignored", async (root) => {
  for (const envBin of [`${root}/none`, root]) {
    const { steps, done } = recording(root, { envBin });
    const error = await assertRejects(() => ensureWorkerWith(steps, quiet), WorkerError);
    assertEquals(error.code, "worker-env-not-a-file");
    assertStringIncludes(error.message, `MEDIASOUP_WORKER_BIN=${envBin}`);
    assertEquals(done, []);
  }
});

test("a check reports and changes nothing", async (root) => {
  const { steps, done } = recording(root);
  const report = await checkWorkerWith(steps);
  assertEquals(report, {
    keys: ["3.0.0-abc-linux-x86_64", "3.0.0-prebuilt-linux-x86_64"],
    missingPackages: ["meson"],
  });
  assertEquals(done, []);
  assertEquals([...Deno.readDirSync(root)], []);
});
