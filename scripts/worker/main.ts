/**
 * Prints the path of mediasoup's worker as the last line of standard output, after finding or
 * making it. Progress goes to standard error.
 *
 * `--print` says nothing but the path; `--check` says what would be used and what is missing,
 * changes nothing, and fails where a worker is not there yet.
 */
import { checkWorker, ensureWorker, WorkerError, type WorkerReport } from "./mod.ts";

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(args: readonly string[]): Promise<number> {
  const unknown = args.find((arg) => arg !== "--check" && arg !== "--print");
  if (unknown !== undefined) {
    console.error(`Cannot read ${unknown}: the options are --check and --print`);
    return 2;
  }
  try {
    if (args.includes("--check")) return report(await checkWorker());
    const say = args.includes("--print") ? () => {} : (line: string) => console.error(line);
    const { bin, source, key } = await ensureWorker({
      onProgress: (line) => say(`worker: ${line}`),
    });
    say(`worker: from ${source} (${key})`);
    console.log(bin);
    return 0;
  } catch (error) {
    if (!(error instanceof WorkerError)) throw error;
    console.error(`worker: ${error.message} [${error.code}]`);
    return 1;
  }
}

function report({ found, keys, missingPackages }: WorkerReport): number {
  if (found !== undefined) {
    console.log(`there: ${found.bin} (${found.source}, ${found.key})`);
    return 0;
  }
  console.log(`missing: no accepted worker in the cache (looked for ${keys.join(", ")})`);
  console.log("would try: mediasoup's prebuilt download, then a build from source");
  console.log(
    missingPackages.length === 0
      ? "packages for a build: all there"
      : `packages for a build: missing ${missingPackages.join(" ")}`,
  );
  return 1;
}
