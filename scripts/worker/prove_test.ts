import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { WorkerError } from "./errors.ts";
import { ensureWorker, workerStarts } from "./mod.ts";
import { proveWorker } from "./prove.ts";

/** Starts like a worker and then behaves as `script` says once mediasoup is its father. */
async function withImpostor(script: string, use: (bin: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const bin = `${folder}/worker`;
    const text = `#!/bin/sh\n[ -n "$MEDIASOUP_VERSION" ] || exit 41\n${script}\n`;
    await Deno.writeTextFile(bin, text, { mode: 0o755 });
    await use(bin);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "the ensured worker completes a DTLS handshake and returns an SRTP packet",
  // The peer's DTLS retransmission timers outlive its `stop` by up to a second.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const { bin } = await ensureWorker();
    assertEquals(await workerStarts(bin), true);
    const { handshakeMs } = await proveWorker(bin);
    assertEquals(handshakeMs < 10_000, true);
  },
});

Deno.test("the proof refuses a worker that dies and says so", async () => {
  await withImpostor("exit 7", async (bin) => {
    const error = await assertRejects(() => proveWorker(bin), WorkerError);
    assertEquals(error.code, "worker-proof-failed");
    assertStringIncludes(error.message, "code:7");
  });
});

Deno.test({
  name: "the proof gives up on a worker that never speaks",
  // mediasoup gives no hold of a worker that has not spoken: it ends with this process, since it
  // waits on its channel.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await withImpostor("exec cat <&3 >/dev/null", async (bin) => {
      const error = await assertRejects(() => proveWorker(bin, 300), WorkerError);
      assertStringIncludes(error.message, "still starting the worker after 300 ms");
    });
  },
});

Deno.test("the proof refuses a file that can't be started, without ending this process", async () => {
  for (const bin of ["/nonexistent", "/etc/hostname", "/bin/true"]) {
    const error = await assertRejects(() => proveWorker(bin), WorkerError);
    assertStringIncludes(error.message, "it does not start on this machine");
  }
});
