import { assertEquals, assertRejects } from "@std/assert";
import { findCommand } from "../../../scripts/lib/command.ts";
import { freePort } from "../../../scripts/native/ports.ts";
import { until } from "../../../tests/harness/until.ts";
import { createClamav, ScannerUnavailableError } from "./clamav.ts";

const START_LIMIT_MS = 20_000;
/** The test file of EICAR in two halves, so that no scanner takes this source for it. */
const EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";
/** A database of one signature: MD5, size, name. */
const DATABASE = "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature\n";

/** Debian's daemon with a database of its own. */
async function startClamd() {
  const folder = await Deno.makeTempDir({ prefix: "parley-clamd-" });
  const port = freePort(0);
  await Deno.writeTextFile(`${folder}/test.hdb`, DATABASE);
  const config = [
    "Foreground yes",
    `DatabaseDirectory ${folder}`,
    `TemporaryDirectory ${folder}`,
    `TCPSocket ${port}`,
    "TCPAddr 127.0.0.1",
    "",
  ];
  await Deno.writeTextFile(`${folder}/clamd.conf`, config.join("\n"));
  const child = new Deno.Command(findCommand("clamd") ?? "clamd", {
    args: ["--config-file", `${folder}/clamd.conf`],
    stdout: "null",
    stderr: "null",
  }).spawn();
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

Deno.test("clamd finds what its database names and lets the rest through", async () => {
  await using server = await startClamd();
  const scan = createClamav({ hostname: "127.0.0.1", port: server.port });
  const bytes = (text: string) => new TextEncoder().encode(text);
  const clean = () => scan(bytes("nothing")).then(() => true, () => false);
  await until("clamd answers", clean, Boolean, START_LIMIT_MS);
  assertEquals(await scan(bytes(EICAR)), "Eicar-Test-Signature.UNOFFICIAL");
  assertEquals(await scan(new Uint8Array(3_000_000)), undefined);
  assertEquals(await scan(new Uint8Array(0)), undefined);
});

Deno.test("without its scanner nothing passes for scanned", async () => {
  const scan = createClamav({ hostname: "127.0.0.1", port: freePort(0) });
  await assertRejects(() => scan(new Uint8Array(1)), ScannerUnavailableError);
});
