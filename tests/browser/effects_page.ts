/** What tests of effects do in the settings. */
import type { Page } from "playwright-core";

export async function openSettings(page: Page, tab: "Audio" | "Video"): Promise<void> {
  await page.getByTestId("more").click();
  await page.getByRole("menuitem", { name: "Settings" }).click();
  await page.getByRole("tab", { name: tab }).click();
}

export async function chooseBackground(page: Page, background: string): Promise<void> {
  await page.locator(`.background[data-background="${background}"] input`).check({ force: true });
}

/** An effect ended by itself, for this reason. */
export async function untilStopped(
  page: Page,
  effect: "background" | "noise",
  why: string,
): Promise<void> {
  await page.locator(`[data-testid=${effect}-stopped][data-why=${why}]`).waitFor();
}
