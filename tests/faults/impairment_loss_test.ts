/** Lost, late and missing packets in a real browser's network, and the sound that arrives. */
import { assert, assertEquals } from "@std/assert";
import { bothIn, impairedTest, untilHeard } from "./impaired_call.ts";

/** By the loss in percent: how much of the sound may be made up. Words get through far beyond it. */
const CONCEALED_MAX = { 5: 3, 10: 5, 20: 10 } as const;
const SILENCE_MS = 2_000;
/** From the end of a silence to a picture that moves and sound that is whole. */
const BACK_LIMIT_MS = 15_000;

await impairedTest("a call on a network that loses packets", async (call) => {
  const { network, ada, step } = call;
  await step("both see and hear each other", async () => {
    await bothIn(call);
    await ada.toggle("Camera"); // Nobody looks at what she sends, and the processor is busy enough.
  });
  for (const lossPercent of [5, 10, 20] as const) {
    await step(`with ${lossPercent} % lost, the sound arrives`, async () => {
      await network.impair({ lossPercent });
      const limit = CONCEALED_MAX[lossPercent];
      await untilHeard(
        ada,
        ({ concealedPercent, nacks }) => nacks > 0 && concealedPercent <= limit,
        `${lossPercent} % lost, at most ${limit} % made up:`,
      );
    });
  }
  await step("with 300 ms there and back, sound and picture are whole", async () => {
    await network.impair({ delayMs: 150, jitterMs: 20 });
    await untilHeard(
      ada,
      ({ concealedPercent, fps, rttMs }) => rttMs > 280 && concealedPercent <= 2 && fps > 5,
      "300 ms round trip:",
    );
  });
  await step("after two seconds of nothing all goes on, and nobody joined anew", async () => {
    await network.heal();
    const before = await ada.state();
    await network.silence(SILENCE_MS);
    const healedAt = performance.now();
    await untilHeard(
      ada,
      ({ concealedPercent, fps }) => concealedPercent <= 5 && fps > 5,
      "after two seconds of nothing:",
    );
    const backMs = Math.round(performance.now() - healedAt);
    console.log({ backMs });
    const after = await ada.state();
    assert(before && after);
    assertEquals(after.status, "joined");
    assertEquals(after.generation, before.generation);
    const joins = ({ peers }: typeof after) => peers.map(({ id, joinedAt }) => [id, joinedAt]);
    assertEquals(joins(after), joins(before));
    assert(backMs < BACK_LIMIT_MS, `it took ${backMs} ms`);
  });
});
