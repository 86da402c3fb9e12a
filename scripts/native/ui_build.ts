/**
 * The client, built into `dist/ui`: once before the gateways serve it, again whenever its sources
 * change. A build is skipped where nothing changed since the last one.
 */
import { capture } from "../lib/command.ts";

/** What the client is made of. */
const SOURCES = ["ui", "protocol", "deno.json", "deno.lock"];
/** Remembers what the last build was made of. */
const STAMP = "dist/ui.stamp";
/** Editors save in bursts; one build per burst. */
const QUIET_MS = 150;
const FILES_MAX = 10_000;
/** How much of a failed build's output is shown. */
const OUTPUT_LINES_MAX = 40;

export interface UiBuildOptions {
  readonly checkout: string;
  readonly deno: string;
}

export type UiBuild =
  | { readonly outcome: "unchanged" | "built" }
  | { readonly outcome: "failed"; readonly output: string };

/** Builds the client if its sources changed since the last good build. Never throws for bad sources. */
export async function buildUi(options: UiBuildOptions): Promise<UiBuild> {
  const { checkout, deno } = options;
  const stampFile = `${checkout}/${STAMP}`;
  const fingerprint = await fingerprintOf(checkout);
  const last = await Deno.readTextFile(stampFile).catch(() => "");
  if (last === fingerprint && await exists(`${checkout}/dist/ui/index.html`)) {
    return { outcome: "unchanged" };
  }
  const { success, stdout, stderr } = await capture(
    deno,
    ["run", "--allow-all", "--quiet", "--cached-only", "scripts/build_ui.ts"],
    { cwd: checkout, env: { NO_COLOR: "1" } },
  );
  if (!success) return { outcome: "failed", output: readable(`${stdout}\n${stderr}`) };
  await Deno.writeTextFile(stampFile, fingerprint);
  return { outcome: "built" };
}

/** Builds after each change of the sources, until `signal` aborts. Tells how each build went. */
export async function rebuildUiOnChange(
  options: UiBuildOptions,
  tell: (build: UiBuild) => void,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  const watcher = Deno.watchFs(SOURCES.map((source) => `${options.checkout}/${source}`));
  const stop = () => watcher.close();
  signal.addEventListener("abort", stop, { once: true });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let building: Promise<void> = Promise.resolve();
  const rebuild = () => {
    building = building
      .then(() => signal.aborted ? undefined : buildUi(options))
      .then((build) => {
        if (build && build.outcome !== "unchanged") tell(build);
      })
      .catch((error) => tell({ outcome: "failed", output: String(error) }));
  };
  for await (const event of watcher) {
    if (event.kind === "access") continue;
    clearTimeout(timer);
    timer = setTimeout(rebuild, QUIET_MS);
  }
  clearTimeout(timer);
  await building;
}

/** What a person needs of a failed build: no colours that the terminal may lack, no stack of Vite's. */
function readable(output: string): string {
  // deno-lint-ignore no-control-regex -- Escape sequences begin with a control character.
  const lines = output.replace(/\x1b\[[0-9;]*m/g, "").split("\n");
  return lines.filter((line) => line.trim() !== "" && !/^ {4}at /.test(line))
    .slice(0, OUTPUT_LINES_MAX).join("\n");
}

/** Names, sizes and times of change of all sources: enough to see an edit, in a few milliseconds. */
async function fingerprintOf(checkout: string): Promise<string> {
  const lines: string[] = [];
  const visit = async (path: string): Promise<void> => {
    const info = await Deno.stat(`${checkout}/${path}`);
    if (info.isDirectory) {
      for await (const entry of Deno.readDir(`${checkout}/${path}`)) {
        await visit(`${path}/${entry.name}`);
      }
    } else {
      if (lines.length >= FILES_MAX) throw new Error(`Cannot build: over ${FILES_MAX} sources`);
      lines.push(`${path} ${info.size} ${info.mtime?.getTime()}`);
    }
  };
  for (const source of SOURCES) await visit(source);
  const text = new TextEncoder().encode(lines.sort().join("\n"));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", text)).toHex();
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
