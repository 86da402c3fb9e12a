/**
 * What a call notices when its processes die: freezes of the picture, gaps of the sound, commands
 * without an answer. `deno task bench:failover [--json] [--kills N] [--only controlHost,drain,…]`;
 * a name that is wrong is answered with those there are.
 *
 * Two browsers are in a call on three control hosts, two gateways and two media nodes; one call for
 * the whole run. What is killed is started again before the next kill. See `docs/failover.md`.
 */
import { ensurePage } from "../tests/browser/page_build.ts";
import { Countdown } from "./bench/failover/countdown.ts";
import { parseOptions } from "./bench/failover/options.ts";
import { runSeries, type Series, type Victim } from "./bench/failover/round.ts";
import { Scene } from "./bench/failover/scene.ts";
import { rowsOf, summaryOf, withMediaGaps } from "./bench/failover/summary.ts";
import { VICTIMS } from "./bench/failover/victims/mod.ts";
import { progress, report, table } from "./bench/report.ts";

/** What a kill takes, recovery and restart included, before one has been seen. */
const ROUND_MS = 5_000;
const EXIT_INTERRUPTED = 130;

const { kills, only } = parseOptions(Deno.args, VICTIMS.map(({ name }) => name));
const victims = VICTIMS.filter(({ name }) => only?.includes(name) ?? true);
const killsOf = ({ killsMax = Infinity }: Victim) => Math.min(kills, killsMax);

progress("starting servers, processes and a browser …");
await ensurePage();
await using scene = await Scene.open();
for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, interrupt);
const countdown = new Countdown(
  new Map(victims.map((victim) => [victim.name, killsOf(victim)])),
  ROUND_MS,
);
const all: Series[] = [];
for (const victim of victims) {
  let startedAt = performance.now();
  const series = await runSeries(scene, victim, killsOf(victim), (text) => {
    countdown.spent(victim.name, performance.now() - startedAt);
    startedAt = performance.now();
    progress(`${text}; ${Math.ceil(countdown.leftMs / 6_000) / 10} min left`);
  });
  countdown.skip(victim.name);
  all.push(withMediaGaps(series));
}
const told = await scene.silence();
for (const problem of told?.problems ?? []) progress(problem);
const commands = { sent: told?.sent ?? 0, lost: told?.lost ?? 0, doubled: told?.doubled ?? 0 };
const rows = rowsOf(all, commands);
if (Deno.args.includes("--json")) progress(table(rows));
report(rows, summaryOf(all, commands));
for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.removeSignalListener(signal, interrupt);

/** Leaves no process behind. */
function interrupt(): void {
  scene[Symbol.asyncDispose]().finally(() => Deno.exit(EXIT_INTERRUPTED));
}
