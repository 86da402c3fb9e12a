import { release } from "node:os";
import { type OnProgress, run } from "./command.ts";
import { reasonOf, WorkerError } from "./errors.ts";
import type { MediasoupPackage } from "./mediasoup_package.ts";

/** An answer must have begun by then; a release download redirects once. */
const CONNECT_TIMEOUT_MS = 8_000;
const DOWNLOAD_TIMEOUT_MS = 60_000;
const UNPACK_TIMEOUT_MS = 30_000;
const MAX_DOWNLOAD_BYTES = 64 * 1024 * 1024;
const BINARY = "mediasoup-worker";

/** Node's words for what Deno calls a platform; mediasoup names its downloads with them. */
const NODE_ARCH: Readonly<Record<typeof Deno.build.arch, string>> = {
  x86_64: "x64",
  aarch64: "arm64",
};

/**
 * Where mediasoup publishes the worker for this machine. The scheme is that of its install script
 * (`npm-scripts.mjs`), which Deno does not run.
 */
export function prebuiltUrl(
  pkg: MediasoupPackage,
  machine: { os: string; arch: typeof Deno.build.arch; kernel: string },
): string {
  const kernel = machine.os === "linux" ? `-kernel${machine.kernel.split(".")[0]}` : "";
  const name = `${BINARY}-${pkg.version}-${machine.os}-${NODE_ARCH[machine.arch]}${kernel}.tgz`;
  return `${pkg.repository}/releases/download/${pkg.version}/${name}`;
}

/**
 * Fetches mediasoup's own build for this machine into a folder and gives the binary's path. It is
 * not yet known to run here.
 *
 * @throws WorkerError `worker-download-failed` where there is none, or the network has no way.
 */
export async function downloadPrebuilt(
  pkg: MediasoupPackage,
  folder: string,
  onProgress: OnProgress,
): Promise<string> {
  const url = prebuiltUrl(pkg, { ...Deno.build, kernel: release() });
  onProgress(`downloading ${url}`);
  try {
    const archive = `${folder}/prebuilt.tgz`;
    await Deno.writeFile(archive, await fetchBounded(url));
    await run("tar", ["-xzf", archive, "-C", folder, BINARY], { timeoutMs: UNPACK_TIMEOUT_MS });
    return `${folder}/${BINARY}`;
  } catch (error) {
    throw new WorkerError(
      "worker-download-failed",
      `Cannot download mediasoup's prebuilt worker: ${reasonOf(error)}`,
      { cause: error },
    );
  }
}

async function fetchBounded(url: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const connecting = new AbortController();
  const timer = setTimeout(
    () => connecting.abort(new Error(`no answer within ${CONNECT_TIMEOUT_MS} ms`)),
    CONNECT_TIMEOUT_MS,
  );
  try {
    const signal = AbortSignal.any([connecting.signal, AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS)]);
    const response = await fetch(url, { signal });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new Error(`the server answered ${response.status}`);
    }
    return response.body.pipeThrough(atMost(MAX_DOWNLOAD_BYTES));
  } finally {
    clearTimeout(timer);
  }
}

function atMost(limit: number): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > limit) controller.error(new Error(`the download exceeds ${limit} bytes`));
      else controller.enqueue(chunk);
    },
  });
}
