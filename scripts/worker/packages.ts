import { type OnProgress, run } from "./command.ts";
import { WorkerError } from "./errors.ts";

/** What the build needs, and how to see that it is there, on any distribution. */
interface Requirement {
  /** Debian's and Ubuntu's name of the package. */
  readonly package: string;
  readonly probe: { readonly command: string } | { readonly module: string };
}

const REQUIREMENTS: readonly Requirement[] = [
  { package: "g++", probe: { command: "c++" } },
  { package: "meson", probe: { command: "meson" } },
  { package: "ninja-build", probe: { command: "ninja" } },
  { package: "pkg-config", probe: { command: "pkg-config" } },
  { package: "flatbuffers-compiler", probe: { command: "flatc" } },
  // Unpacks libsrtp's source package.
  { package: "dpkg-dev", probe: { command: "dpkg-source" } },
  { package: "libflatbuffers-dev", probe: { module: "flatbuffers" } },
  { package: "libabsl-dev", probe: { module: "absl_flat_hash_map" } },
  { package: "libssl-dev", probe: { module: "openssl" } },
  { package: "libuv1-dev", probe: { module: "libuv" } },
  // Stands in where the source package can't be had.
  { package: "libsrtp2-dev", probe: { module: "libsrtp2" } },
];

/** Debian packages that a build of the worker needs. A set-up script may install them up front. */
export const workerPackages: readonly string[] = REQUIREMENTS.map((r) => r.package);

const PROBE_TIMEOUT_MS = 10_000;
const INSTALL_TIMEOUT_MS = 10 * 60_000;

/** Those of {@link workerPackages} that this machine lacks. Changes nothing. */
export async function missingWorkerPackages(): Promise<string[]> {
  const present = await Promise.all(REQUIREMENTS.map((r) => isPresent(r.probe)));
  return REQUIREMENTS.filter((_, index) => !present[index]).map((r) => r.package);
}

function isPresent(probe: Requirement["probe"]): Promise<boolean> {
  return "command" in probe
    ? succeeds(probe.command, ["--version"])
    : succeeds("pkg-config", ["--exists", probe.module]);
}

async function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  try {
    await run(command, args, { timeoutMs: PROBE_TIMEOUT_MS });
    return true;
  } catch {
    return false; // Absent, or broken, which is the same to a build.
  }
}

/**
 * Installs packages with apt, as root or through a sudo that asks nothing.
 *
 * @throws WorkerError `worker-packages-missing` with the line to run by hand where it can't.
 */
export async function installWorkerPackages(
  packages: readonly string[],
  onProgress: OnProgress,
): Promise<void> {
  if (packages.length === 0) return;
  const byHand = `apt-get install ${packages.join(" ")}`;
  const prefix = await privilege();
  if (prefix === undefined || !await succeeds("apt-get", ["--version"])) {
    throw new WorkerError(
      "worker-packages-missing",
      `Cannot build mediasoup's worker: packages are missing; as root run: ${byHand} ` +
        "(or their equivalents where there is no apt)",
    );
  }
  const apt = async (...args: string[]) => {
    // `env` because sudo does not pass the environment on.
    const line = [...prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", ...args];
    await run(line[0] ?? "env", line.slice(1), { timeoutMs: INSTALL_TIMEOUT_MS });
  };
  onProgress(`installing ${packages.join(" ")}`);
  await apt("update", "-q");
  await apt("install", "-y", "-q", "--no-install-recommends", ...packages);
}

/** The words to put before a command that needs root; undefined where there is no way. */
async function privilege(): Promise<readonly string[] | undefined> {
  if (Deno.uid() === 0) return [];
  return await succeeds("sudo", ["-n", "true"]) ? ["sudo", "-n"] : undefined;
}
