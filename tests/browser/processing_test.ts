/** Backgrounds in a real browser, by the real model, under the page's own policy. */
import { Buffer } from "node:buffer";
import { assert, assertEquals } from "@std/assert";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { contentSecurityPolicy } from "../../control/gateway/security_headers.ts";
import { until } from "./until.ts";
import { launchChromium } from "./chromium.ts";
import { installDrawnCamera, see, type Seen } from "./drawn_camera.ts";
import { chooseBackground, openSettings, untilStopped } from "./effects_page.ts";
import { ensurePage, screenshotFolder } from "./page_build.ts";
import { person, ScriptedRoom } from "./scripted_room.ts";

const OWN = ".own-picture video";
const POLICY = contentSecurityPolicy(["ws://localhost/gateway"]);

const openRoom = (
  browser: Browser,
  prepare: (context: BrowserContext) => Promise<void> = installDrawnCamera,
) =>
  ScriptedRoom.open(browser, {
    peers: [person("self"), person("ben")],
    policy: POLICY,
    prepare,
  });

const untilSeen = (page: Page, what: string, reached: (seen: Seen) => boolean) =>
  until(what, () => see(page, OWN), reached);
const isPlain = ({ contrast }: Seen) => contrast > 80;
const isBlurred = ({ contrast, face }: Seen) =>
  contrast > 0 && contrast < 25 && (face[0] ?? 0) > 150;
/** The worker in which pictures are treated. */
async function treatmentWorker(page: Page) {
  const workers = await until(
    "pictures are treated in a worker",
    () => Promise.resolve(page.workers().filter((worker) => /worker/.test(worker.url()))),
    (workers) => workers.length === 1,
  );
  const [worker] = workers;
  if (!worker) throw new Error("Cannot be: there is one");
  return worker;
}
const untilNoWorker = (page: Page) =>
  until("the worker is gone", () => Promise.resolve(page.workers().length), (count) => count === 0);

/** The sanitizers are off: the browser's driver keeps sockets and timers of its own. */
Deno.test({
  name: "backgrounds",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (context) => {
    await ensurePage();
    const shots = await screenshotFolder();
    await using browser = await launchChromium({
      flags: ["--use-fake-device-for-media-stream=device-count=2"],
    });

    await context.step("what is behind is blurred or another, the person stays", async () => {
      await using room = await openRoom(browser);
      const { page } = room;
      await openSettings(page, "Video");
      const plain = await untilSeen(page, "the camera is seen as it is", isPlain);
      assertEquals(page.workers().length, 0, "nothing is loaded before it is wanted");
      await chooseBackground(page, "blur");
      const blurred = await untilSeen(page, "the background is blurred", isBlurred);
      assert(
        plain.face.every((value, n) => Math.abs(value - (blurred.face[n] ?? 0)) < 25),
        `the face was ${plain.face} and is ${blurred.face}`,
      );
      await page.getByText("ms a picture").waitFor();
      await page.screenshot({ path: `${shots}/background-settings.png` });
      const worker = await treatmentWorker(page);
      await chooseBackground(page, "dusk");
      const isDusk = ({ behind: [red = 0, , blue = 0], face }: Seen) =>
        blue - red > 30 && (face[0] ?? 0) > 150;
      await untilSeen(page, "dusk is behind", isDusk);
      assertEquals(await treatmentWorker(page), worker, "it is the same track");
      await page.getByRole("combobox", { name: "Camera" }).selectOption({ index: 1 });
      await until(
        "another camera has a worker of its own",
        () => treatmentWorker(page),
        (now) => now !== worker,
      );
      await untilSeen(page, "dusk is behind for that camera too", isDusk);
      await chooseBackground(page, "none");
      await untilSeen(page, "the camera is seen as it is again", isPlain);
      await untilNoWorker(page);
      assertEquals(room.errors, []);
    });

    await context.step(
      "what is chosen is remembered, and a picture of one's own kept",
      async () => {
        await using room = await openRoom(browser);
        const { page } = room;
        await openSettings(page, "Video");
        await untilSeen(page, "the camera is seen", isPlain);
        const green = await page.evaluate(async () => {
          const canvas = new OffscreenCanvas(400, 300);
          const brush = canvas.getContext("2d");
          if (!brush) throw new Error("Cannot draw");
          brush.fillStyle = "rgb(0 200 0)";
          brush.fillRect(0, 0, 400, 300);
          return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())];
        });
        await page.getByTestId("own-background").setInputFiles({
          name: "garden.png",
          mimeType: "image/png",
          buffer: Buffer.from(green),
        });
        const isGreen = ({ behind: [red = 0, green = 0] }: Seen) => green - red > 120;
        await untilSeen(page, "the own picture is behind", isGreen);
        await page.reload();
        await page.getByTestId("call").waitFor();
        await openSettings(page, "Video");
        await untilSeen(page, "it is there again", isGreen);
        assertEquals(await page.locator("[data-background=own] input").isChecked(), true);
      },
    );

    await context.step(
      "whatever fails, the camera is seen as it is, and people are told",
      async () => {
        await using room = await openRoom(browser);
        const { page } = room;
        const retry = () => page.locator(".effect-stopped button").click();
        await page.route(/\.tflite$/, (route) => route.fulfill({ status: 503 }));
        await openSettings(page, "Video");
        await untilSeen(page, "the camera is seen", isPlain);
        await chooseBackground(page, "blur");
        await untilStopped(page, "background", "load");
        await untilSeen(page, "without the model the camera is seen", isPlain);

        await page.unroute(/\.tflite$/);
        await retry();
        await untilSeen(page, "the second try works", isBlurred);
        const hung = await treatmentWorker(page);
        await hung.evaluate(() => {
          setTimeout(() => {
            while (true); // Until it is ended.
          });
        });
        await untilStopped(page, "background", "stalled");
        await untilSeen(page, "past a worker that hangs the camera is seen", isPlain);
        await untilNoWorker(page);

        await retry();
        await untilSeen(page, "the third try works", isBlurred);
        await (await treatmentWorker(page)).evaluate(() => {
          const { prototype } = OffscreenCanvasRenderingContext2D;
          const { getImageData } = prototype;
          prototype.getImageData = function (...given) {
            const until = performance.now() + 300;
            while (performance.now() < until);
            return Reflect.apply(getImageData, this, given);
          };
        });
        await untilStopped(page, "background", "overload");
        await untilSeen(page, "past a slow worker the camera is seen", isPlain);
      },
    );

    await context.step("a browser without streams of pictures does it by canvas", async () => {
      await using room = await openRoom(browser, async (context) => {
        await installDrawnCamera(context);
        await context.addInitScript(() => {
          globalThis.MediaStreamTrackGenerator = undefined;
        });
      });
      const { page } = room;
      await openSettings(page, "Video");
      await chooseBackground(page, "strong-blur");
      const { frames } = await untilSeen(page, "the background is blurred", isBlurred);
      await untilSeen(page, "it moves", (seen) => seen.frames > frames + 10);
    });
  },
});
