/** How a process of ours is started: with what it was measured to need, and nothing else. */

export interface DenoProcess {
  /** The checkout's folder. */
  readonly checkout: string;
  readonly entry: string;
  /** What it is told. Every other variable reads as unset: packages ask for many, none is needed. */
  readonly env: Readonly<Record<string, string>>;
  /** `host:port`s it may connect to or listen on; `any`: those are for others to say. */
  readonly net: readonly string[] | "any";
  readonly read?: readonly string[];
  readonly write?: readonly string[];
  readonly run?: readonly string[];
  /** Of the system it asks this, beyond its name. */
  readonly sys?: readonly string[];
}

/** Arguments of `deno` for that process. */
export function leastDenoArguments(
  { checkout, entry, env, net, read, write, run, sys = [] }: DenoProcess,
): string[] {
  return [
    "run",
    "--quiet",
    "--no-prompt",
    "--cached-only",
    `--config=${checkout}/deno.json`,
    net === "any" ? "--allow-net" : `--allow-net=${net.join(",")}`,
    `--allow-env=${Object.keys(env).join(",")}`,
    "--ignore-env",
    // pino reads it when it is loaded.
    `--allow-sys=${["hostname", ...sys].join(",")}`,
    ...(read ? [`--allow-read=${read.join(",")}`] : []),
    ...(write ? [`--allow-write=${write.join(",")}`] : []),
    ...(run ? [`--allow-run=${run.join(",")}`] : []),
    entry,
  ];
}
