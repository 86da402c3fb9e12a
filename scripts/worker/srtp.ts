import { type OnProgress, run } from "./command.ts";
import { reasonOf } from "./errors.ts";
import type { Recipe } from "./recipe.ts";

/** The libsrtp 2 to link, and where pkg-config finds it. */
export interface SrtpBackend {
  /** For the manifest: which library, built how. */
  readonly description: string;
  /** Folder of its `.pc` file; undefined for the system's. */
  readonly pkgConfigPath?: string;
}

const FETCH_TIMEOUT_MS = 2 * 60_000;
const BUILD_TIMEOUT_MS = 5 * 60_000;

/** Keys that Debian and Ubuntu sign their archives with, as their keyring packages install them. */
const KEYRINGS: Readonly<Record<string, string>> = {
  Debian: "/usr/share/keyrings/debian-archive-keyring.gpg",
  Ubuntu: "/usr/share/keyrings/ubuntu-archive-keyring.gpg",
};

/**
 * Builds libsrtp 2 with OpenSSL's ciphers from the distribution's own source package. Debian
 * configures its binary with NSS, which costs nearly twice the CPU a packet.
 *
 * Where the source can't be had the system's library serves: slower, not wrong.
 */
export async function prepareSrtp(
  recipe: Recipe,
  folder: string,
  onProgress: OnProgress,
): Promise<SrtpBackend> {
  try {
    onProgress(`fetching the source package ${recipe.srtpSourcePackage} for SRTP with OpenSSL`);
    await Deno.mkdir(folder, { recursive: true });
    const version = await fetchSource(recipe.srtpSourcePackage, folder);
    onProgress(`building ${recipe.srtpSourcePackage} ${version}`);
    const prefix = await buildSource(`${folder}/source`, recipe.srtpMesonArguments);
    return {
      description: `${recipe.srtpSourcePackage} ${version} from source, OpenSSL, static`,
      pkgConfigPath: `${prefix}/lib/pkgconfig`,
    };
  } catch (error) {
    const [reason] = reasonOf(error).split("\n");
    const version = await run("pkg-config", ["--modversion", "libsrtp2"], { timeoutMs: 5_000 });
    onProgress(`linking the system's slower libsrtp ${version} instead: ${reason}`);
    return { description: `libsrtp2 ${version} of the system, shared` };
  }
}

/**
 * Fetches and unpacks a source package into `<folder>/source`, gives its version. apt's own
 * configuration need not list sources: a private list names them, at the mirrors that the machine
 * already uses, and apt verifies signatures and hashes as ever. Needs no root.
 */
async function fetchSource(name: string, folder: string): Promise<string> {
  await Deno.mkdir(`${folder}/apt/lists/partial`, { recursive: true });
  await Deno.mkdir(`${folder}/apt/cache/archives/partial`, { recursive: true });
  const list = `${folder}/apt/sources.list`;
  await Deno.writeTextFile(list, (await sourceLines()).join("\n") + "\n");
  const options = [
    `Dir::Etc::SourceList=${list}`,
    "Dir::Etc::SourceParts=/dev/null",
    `Dir::State::Lists=${folder}/apt/lists`,
    `Dir::Cache=${folder}/apt/cache`,
    // apt would hand the download to a user that can't write into this folder.
    "APT::Sandbox::User=root",
  ].flatMap((option) => ["-o", option]);
  const apt = (...args: string[]) =>
    run("apt-get", [...options, ...args], { cwd: folder, timeoutMs: FETCH_TIMEOUT_MS });

  await apt("update", "-q");
  await apt("source", "-q", "--download-only", "--only-source", name);
  const dsc = await firstFile(folder, ".dsc");
  await run("dpkg-source", ["-x", dsc, "source"], { cwd: folder, timeoutMs: FETCH_TIMEOUT_MS });
  return /_(.+)\.dsc$/.exec(dsc)?.[1] ?? "of unknown version";
}

/** A `deb-src` line for each of the distribution's own suites that this machine uses. */
async function sourceLines(): Promise<string[]> {
  const targets = await run(
    "apt-get",
    [
      "indextargets",
      "--format",
      "$(ORIGIN) $(REPO_URI) $(RELEASE) $(COMPONENT)",
      "Created-By: Packages",
    ],
    { timeoutMs: 10_000 },
  );
  const lines = new Set<string>();
  for (const target of targets.split("\n")) {
    const [origin = "", uri, suite, component] = target.split(" ");
    const keyring = KEYRINGS[origin];
    if (keyring === undefined || component === undefined) continue;
    lines.add(`deb-src [signed-by=${keyring}] ${uri} ${suite} ${component}`);
  }
  if (lines.size === 0) throw new Error("apt knows no Debian or Ubuntu archive");
  return [...lines];
}

async function firstFile(folder: string, ending: string): Promise<string> {
  for await (const { name } of Deno.readDir(folder)) if (name.endsWith(ending)) return name;
  throw new Error(`apt brought no ${ending} file`);
}

async function buildSource(source: string, mesonArguments: readonly string[]): Promise<string> {
  const prefix = `${source}/installed`;
  const options = { cwd: source, timeoutMs: BUILD_TIMEOUT_MS };
  await run("meson", [
    "setup",
    "out",
    "--buildtype=release",
    `--prefix=${prefix}`,
    "--libdir=lib",
    ...mesonArguments,
  ], options);
  await run("ninja", ["-C", "out", "install"], options);
  return prefix;
}
