import { until } from "./until.ts";

/**
 * Resolves once a count stands still while another rises by `by`: what was under way has come, and it
 * is not the whole machine that pauses. That nothing comes later is for the caller to see.
 */
export async function untilStill(
  what: string,
  count: () => number,
  { flows, by, limitMs }: {
    /** Of the same origin, so that it pauses where the other does. */
    flows: () => number;
    by: number;
    limitMs?: number;
  },
): Promise<void> {
  let [stands, since] = [count(), flows()];
  await until(
    `${what} stands still while something else flows`,
    () => {
      const [now, flowed] = [count(), flows()];
      // What flows may begin anew, as a consumer does that is made again.
      if (now !== stands || flowed < since) [stands, since] = [now, flowed];
      return { stands, flowed: flowed - since };
    },
    ({ flowed }) => flowed >= by,
    limitMs,
  );
}
