/**
 * The kill matrix of recordings: real meetings of people whose pictures and voices are known, and in each of
 * them one of those that a recording needs dies at a random moment. Every recording has to end as one asset
 * that plays, with every second in it that is not declared as missing.
 *
 * `--rounds N` for each victim (default 1), `--seed N` (default: drawn and printed), `--victims a,b` to take
 * some alone, `--together N` meetings at a time (default 1: then gaps are their own victim's), `--sealed`
 * to have all that the store gets encrypted by an operator's key, `--tails` for what all processes said last
 * when a round fails, `--json` for one line.
 */
import { parseArgs } from "node:util";
import { RecordedGround } from "../tests/harness/recorded_ground.ts";
import { runMatrix } from "../tests/harness/recorded_matrix.ts";
import { planRound, type Victim, VICTIMS } from "../tests/harness/recorded_plan.ts";
import { progress } from "./bench/report.ts";
import { matrixTable, roundLine, rowsOf } from "./matrix/table.ts";

const LENGTH_MS = { from: 5_000, to: 9_000 } as const;
const SEEDS = 1_000_000;
/** Videos under way while the next meeting goes on. */
const UNFINISHED_MAX = 2;

const { values } = parseArgs({
  args: Deno.args,
  options: {
    rounds: { type: "string", default: "1" },
    seed: { type: "string", default: `${Math.floor(Math.random() * SEEDS)}` },
    victims: { type: "string", default: VICTIMS.join(",") },
    together: { type: "string", default: "1" },
    sealed: { type: "boolean", default: false },
    tails: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const victims = values.victims.split(",").map((name) => {
  const victim = VICTIMS.find((one) => one === name);
  if (!victim) throw new Error(`Cannot kill "${name}": choose of ${VICTIMS.join(", ")}`);
  return victim satisfies Victim;
});
const [rounds, seed] = [Number(values.rounds), Number(values.seed)];
const together = Number(values.together);

progress(`seed ${seed}: ${rounds} rounds each of ${victims.join(", ")}`);
const plans = Array.from(
  { length: rounds },
  (_, round) => victims.map((victim) => planRound(victim, { seed, round, lengthMs: LENGTH_MS })),
).flat();
await using ground = await RecordedGround.start({ isSealed: values.sealed });
let done = 0;
const results = await runMatrix(ground, plans, {
  together,
  unfinishedMax: together + UNFINISHED_MAX,
  onResult: (result) => {
    progress(`${++done}/${plans.length} ${roundLine(result)}`);
    if (values.tails && result.problems.length > 0) progress(ground.stack.tails);
  },
});
const rows = rowsOf(results);
const failures = results.filter(({ problems }) => problems.length > 0).length;
console.log(values.json ? JSON.stringify({ seed, rounds, failures, rows }) : matrixTable(rows));
if (failures > 0) Deno.exitCode = 1;
