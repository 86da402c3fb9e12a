/** What the details of a connection say, of which each is there when it was measured. */
import type { Locator } from "playwright-core";
import { until } from "./until.ts";

/** Waits until all of these words are there, at the same time. */
export async function untilTold(details: Locator, words: readonly string[]): Promise<void> {
  await until(
    `the details tell of ${words.join(", ")}`,
    () => details.innerText(),
    (text) => words.every((word) => text.includes(word)),
  );
}
