/**
 * Six recorded meetings on one stack, three at a time, and of all that they need each kind dies once, at a
 * random moment: every recording ends as one asset that plays, nothing of it missing that is not declared, and
 * all that S3 has of it is sealed.
 * `deno task matrix:recordings` has many rounds, one after the other, and measures.
 */
import { assertEquals } from "@std/assert";
import { Radosgw } from "../harness/radosgw.ts";
import { RecordedGround } from "../harness/recorded_ground.ts";
import { runMatrix } from "../harness/recorded_matrix.ts";
import { planRound, VICTIMS } from "../harness/recorded_plan.ts";
import { withTails } from "../scenarios/table.ts";

const LENGTH_MS = { from: 2_500, to: 4_000 } as const;
const TOGETHER = 3;
const SEEDS = 1_000_000;

Deno.test({
  name: "whatever dies, every recording ends as one that plays, sealed in S3",
  ignore: !Radosgw.isInstalled,
  // Peers' DTLS and the SDK's sockets keep timers for a moment after they were stopped.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const seed = Number(Deno.env.get("PARLEY_SEED") ?? Math.floor(Math.random() * SEEDS));
    console.log(`PARLEY_SEED=${seed}`);
    const plans = VICTIMS.map((victim) =>
      planRound(victim, { seed, round: 0, lengthMs: LENGTH_MS })
    );
    await using ground = await RecordedGround.start({ isSealed: true });
    await withTails(ground.stack, async () => {
      const results = await runMatrix(ground, plans, {
        together: TOGETHER,
        unfinishedMax: plans.length,
      });
      const found = results.flatMap(({ plan: { victim, phase, share }, problems }) =>
        problems.map((problem) => `${victim}, ${phase} at ${share.toFixed(2)}: ${problem}`)
      );
      assertEquals(found, []);
    });
  },
});
