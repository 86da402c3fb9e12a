import type { BrowserContext } from "playwright-core";
import { CallPage } from "../../../tests/browser/call_page.ts";
import { launchChromium } from "../../../tests/browser/chromium.ts";
import { ensurePage } from "../../../tests/browser/page_build.ts";
import { Stack } from "../../../tests/harness/stack.ts";
import { until } from "../../../tests/harness/until.ts";
import { readTime, showTime } from "./clock_pictures.ts";

const CAMERA = { width: 640, height: 360, frameRate: 30 } as const;
const VIEWPORT = { width: 640, height: 480 } as const;
/** Ten seconds of pictures. */
const PICTURES = 300;
const LIMIT_MS = 60_000;

/** How old, in milliseconds, another person's pictures are on the screen, in a call of two in Chromium. */
export async function glassToGlass(): Promise<number[]> {
  await ensurePage();
  await using stack = await Stack.start({ controlHosts: 1, mediaNodes: 1 });
  await using browser = await launchChromium();
  const options = {
    viewport: VIEWPORT,
    prepare: async (context: BrowserContext) => {
      await context.addInitScript(showTime, { ...CAMERA });
      await context.addInitScript(readTime);
    },
  };
  const url = stack.gateway().httpUrl;
  await using host = await CallPage.open(browser, { name: "Host", url, ...options });
  await host.startMeeting();
  await host.join();
  await using guest = await CallPage.open(browser, {
    name: "Guest",
    url: host.page.url(),
    ...options,
  });
  await guest.join();

  const read = () => guest.page.evaluate(() => globalThis.__glass?.() ?? []);
  await until("pictures come", read, (ages) => ages.length > 0, LIMIT_MS);
  const ages: number[] = [];
  await until(
    "there are enough pictures",
    async () => ages.push(...await read()),
    (count) => count >= PICTURES,
    LIMIT_MS,
  );
  return ages;
}
