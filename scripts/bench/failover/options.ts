import { parseArgs } from "node:util";

/** Enough for a 95th percentile that is not the worst. */
const KILLS = 30;
/** More would take hours. */
const KILLS_MAX = 1_000;

export interface Options {
  readonly kills: number;
  /** Names of victims; absent: all. */
  readonly only: readonly string[] | undefined;
}

/** Throws a `TypeError` that says what is wrong. */
export function parseOptions(args: readonly string[], victims: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: "boolean" },
      kills: { type: "string", default: String(KILLS) },
      only: { type: "string" },
    },
  });
  const kills = Number(values.kills);
  if (!Number.isInteger(kills) || kills < 1 || kills > KILLS_MAX) {
    throw new TypeError(`Cannot kill ${values.kills} times: give 1 to ${KILLS_MAX}`);
  }
  const only = values.only?.split(",");
  const unknown = only?.find((name) => !victims.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`Cannot kill "${unknown}": known are ${victims.join(", ")}`);
  }
  return { kills, only };
}
