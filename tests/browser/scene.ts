/** What tests in real browsers share: servers, a browser, pages by name, and what a failure leaves behind. */
import type { Browser } from "playwright-core";
import { Stack, type StackOptions } from "../harness/stack.ts";
import { withTails } from "../scenarios/table.ts";
import { CallPage, type CallPageOptions } from "./call_page.ts";
import { launchChromium } from "./chromium.ts";
import { ensurePage, screenshotFolder } from "./page_build.ts";

/** Enough to see that pictures move: what cameras bring is most of the work of a machine full of tests. */
const CAMERA_FLAG = "--use-fake-device-for-media-stream=fps=10";

export interface Scene {
  readonly stack: Stack;
  readonly browser: Browser;
  /** Where pictures go. */
  readonly shots: string;
  /** Somebody's browser, on that page. */
  enter(
    name: string,
    url: string,
    options?: Omit<CallPageOptions, "name" | "url">,
  ): Promise<CallPage>;
  /**
   * A step that tells what every page and process said, with pictures, if it fails. Then nothing follows:
   * it would fail as well, and take its time.
   */
  step(name: string, run: () => Promise<void>): Promise<void>;
}

/** The sanitizers are off: the browser's driver keeps sockets and timers of its own. */
export function browserTest(
  name: string,
  options: StackOptions,
  run: (scene: Scene) => Promise<void>,
): void {
  Deno.test({
    name,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (context) => {
      await ensurePage();
      const shots = await screenshotFolder();
      await using stack = await Stack.start(options);
      await using browser = await launchChromium({ flags: [CAMERA_FLAG] });
      await using pages = new AsyncDisposableStack();
      const opened: CallPage[] = [];
      await run({
        stack,
        browser,
        shots,
        enter: async (name, url, options = {}) => {
          const page = pages.use(await CallPage.open(browser, { name, url, ...options }));
          opened.push(page);
          return page;
        },
        step: async (name, run) => {
          const isDone = await context.step(name, () =>
            withTails(stack, async () => {
              try {
                await run();
              } catch (error) {
                for (const page of opened) console.error(page.console);
                for (const page of opened) {
                  // What failed is told, whether there is a picture of it or not.
                  await page.screenshot(`${shots}/failed-${page.name}.png`).catch(console.error);
                }
                throw error;
              }
            }));
          if (!isDone) throw new Error(`Cannot go on: "${name}" failed`);
        },
      });
    },
  });
}
