/** Lets time go by; resolves with how much did, for timers are late on a busy machine. */
export async function pass(ms: number): Promise<number> {
  const from = performance.now();
  await new Promise((resolve) => setTimeout(resolve, ms));
  return performance.now() - from;
}
