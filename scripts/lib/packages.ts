/** What has to be installed on a machine, how to see that it is there, and how apt installs it. */
import { findCommand } from "./command.ts";
import { sayStep } from "./console.ts";

export interface Requirement {
  /** Debian's and Ubuntu's name of the package. */
  readonly package: string;
  /** What it is for, in a few words. */
  readonly purpose: string;
  /** The file it brings; `undefined` while it is missing. */
  readonly find: () => string | undefined;
}

/** What `scripts/dev` needs. */
export const devRequirements: readonly Requirement[] = [
  { package: "nats-server", purpose: "the bus", find: () => findCommand("nats-server") },
  { package: "postgresql", purpose: "the database", find: () => findPostgres("postgres") },
  {
    package: "redis-server",
    purpose: "presence, rate limits",
    find: () => findCommand("redis-server"),
  },
  { package: "coturn", purpose: "the TURN relay", find: () => findCommand("turnserver") },
  {
    package: "ffmpeg",
    purpose: "composes recordings and live streams",
    find: () => findCommand("ffmpeg"),
  },
  { package: "openssl", purpose: "makes the certificate", find: () => findCommand("openssl") },
];

const SPHINX_MODEL = "/usr/share/pocketsphinx/model/en-us";

/** What captions need on top, where no speech service is named: `PARLEY_CAPTIONS=on` asks for it. */
export const captionRequirements: readonly Requirement[] = [
  {
    package: "pocketsphinx",
    purpose: "writes captions",
    find: () => findCommand("pocketsphinx_continuous"),
  },
  {
    package: "pocketsphinx-en-us",
    purpose: "knows English",
    find: () => exists(SPHINX_MODEL) ? SPHINX_MODEL : undefined,
  },
];

/** Browsers that tests can drive, the preferred first. */
const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

const browser: Requirement = {
  package: "chromium",
  purpose: "the browser tests",
  find: () => BROWSERS.map(findCommand).find((file) => file !== undefined),
};

/** What `scripts/test` needs on top. */
export const testRequirements: readonly Requirement[] = [
  ...devRequirements,
  ...captionRequirements,
  { package: "flite", purpose: "speaks to the captions", find: () => findCommand("flite") },
  browser,
  {
    package: "clamav-daemon",
    purpose: "looks at files people share",
    find: () => findCommand("clamd"),
  },
];

/** What `deno task bench:recording` needs on top, to compare with what browsers record. */
export const recordingBenchRequirements: readonly Requirement[] = [
  ...devRequirements,
  browser,
  { package: "xvfb", purpose: "a screen for a browser", find: () => findCommand("Xvfb") },
];

/** Debian keeps a folder of binaries per PostgreSQL version, none of them on PATH; newest first. */
export function findPostgres(binary: string): string | undefined {
  const root = "/usr/lib/postgresql";
  try {
    const versions = [...Deno.readDirSync(root)].map((entry) => Number(entry.name))
      .filter(Number.isFinite).sort((a, b) => b - a);
    for (const version of versions) {
      const file = `${root}/${version}/bin/${binary}`;
      if (exists(file)) return file;
    }
  } catch {
    // Not Debian's layout.
  }
  return findCommand(binary);
}

export function missing(requirements: readonly Requirement[]): Requirement[] {
  return requirements.filter((requirement) => requirement.find() === undefined);
}

/** A machine lacks what we need and we can't install it; the message says what to install. */
export class MissingPackagesError extends Error {
  override readonly name = "MissingPackagesError";
  readonly code = "packages-missing";
}

/**
 * Installs packages in one go with apt, as root or through sudo, which may ask for a password.
 *
 * @throws MissingPackagesError where there is no apt, no way to become root, or apt fails.
 */
export async function installPackages(packages: readonly string[]): Promise<void> {
  if (packages.length === 0) return;
  const line = `apt-get install -y --no-install-recommends ${packages.join(" ")}`;
  if (!findCommand("apt-get")) {
    throw new MissingPackagesError(
      `Cannot install ${packages.join(", ")}: this machine has no apt. Install them (by Debian's ` +
        "names) with your system's package manager, then start again.",
    );
  }
  const isRoot = Deno.uid() === 0;
  if (!isRoot && !findCommand("sudo")) {
    throw new MissingPackagesError(
      `Cannot install ${
        packages.join(", ")
      }: this needs root and there is no sudo. As root run: ${line}`,
    );
  }
  sayStep(`installing with apt: ${packages.join(" ")}`);
  const apt = async (...args: string[]) => {
    const words = [...(isRoot ? [] : ["sudo"]), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    const output = await new Deno.Command(words[0] ?? "env", {
      args: [...words.slice(1), "-qq", ...args],
      // sudo asks for a password on the terminal itself.
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).output();
    if (output.success) return;
    const said = [output.stdout, output.stderr].map((bytes) => new TextDecoder().decode(bytes));
    throw new MissingPackagesError(
      `Cannot install packages: apt failed. As root run: ${line}\n${said.join("\n").trim()}`,
    );
  };
  await apt("update");
  await apt("install", "-y", "--no-install-recommends", ...packages);
}

function exists(file: string): boolean {
  try {
    const { isFile, isDirectory } = Deno.statSync(file);
    return isFile || isDirectory;
  } catch {
    return false;
  }
}
