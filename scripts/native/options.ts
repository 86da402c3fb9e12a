/** The command line of `scripts/dev`. */

export const USAGE = `Runs Parley on this machine.

  scripts/dev            installs what is missing, starts everything, prints the address to open
  scripts/dev --check    says what is there and what is missing; changes nothing
  scripts/dev --infra    starts NATS, PostgreSQL, Redis and TURN only
  scripts/dev --help     prints this

Data, logs and secrets are kept in .parley/, which may be deleted while nothing runs.
PARLEY_CAPTIONS=on installs what writes captions; where it is, captions can be turned on.
PARLEY_SPEECH_URL names a speech service that is better at it.
PARLEY_LAN_ADDRESS names the address for other devices, on a machine with several.`;

export type Mode = "run" | "check" | "infra" | "help";

/** What is asked for, or a sentence on what is wrong with it. */
export function parseOptions(args: readonly string[]): { mode: Mode } | { problem: string } {
  if (args.length > 1) return { problem: "Cannot combine options: give one" };
  switch (args[0]) {
    case undefined:
      return { mode: "run" };
    case "--check":
      return { mode: "check" };
    case "--infra":
      return { mode: "infra" };
    case "--help":
    case "-h":
      return { mode: "help" };
    default:
      return { problem: `Cannot read ${args[0]}: see scripts/dev --help` };
  }
}
