/** Shared screens: one or several, for text or for films, and how they end. */
import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import type { CallPage } from "./call_page.ts";
import { until } from "./until.ts";
import { browserTest } from "./scene.ts";
import { installSdpRounds, sdpRounds } from "./sdp_rounds.ts";

const VIEWPORT = { width: 960, height: 600 };

const banner = (page: Page) => page.getByTestId("share-banner");

/** What the sender of the shared screen is told, and what its track is for. */
async function shareSender(page: Page) {
  return await page.evaluate(() => {
    const sender = globalThis.__sdp.connections.flatMap((connection) => connection.getSenders())
      .find(({ track }) =>
        track?.kind === "video" && track.label !== "" && track.contentHint !== "" &&
        "displaySurface" in track.getSettings()
      );
    const { degradationPreference, encodings } = sender?.getParameters() ?? {};
    return {
      hint: sender?.track?.contentHint,
      degradationPreference,
      framerate: encodings?.[0]?.maxFramerate,
    };
  });
}

const untilSent = (page: Page, told: Awaited<ReturnType<typeof shareSender>>) =>
  until(
    `a screen is sent with ${JSON.stringify(told)}`,
    () => shareSender(page),
    (now) => JSON.stringify(now) === JSON.stringify(told),
  );

const sharersOf = async (page: CallPage) =>
  (await page.state())?.peers.flatMap(({ name, producers }) =>
    producers.some(({ source }) => source === "screen") ? [name] : []
  ).sort().join();

// One plane: a second one has rounds of SDP of its own, whenever it is there.
const ONE_PLANE = { mediaNodes: 1, standby: false } as const;

browserTest("screens are shared", ONE_PLANE, async ({ stack, shots, enter, step }) => {
  const asked: (DisplayMediaStreamOptions | undefined)[] = [];
  const ada = await enter("Ada", stack.gateway(0).httpUrl, {
    viewport: VIEWPORT,
    prepare: async (context) => {
      await installSdpRounds(context);
      await context.exposeFunction("shareAsked", (options: DisplayMediaStreamOptions) => {
        asked.push(options);
      });
      await context.addInitScript(watchShares);
      await context.addInitScript(withoutCamera);
    },
  });
  await ada.startMeeting();
  await ada.join();
  const ben = await enter("Ben", ada.page.url(), {
    viewport: VIEWPORT,
    prepare: async (context) => void await context.addInitScript(withoutCamera),
  });
  await ben.join();
  const sees = (page: CallPage, sharers: string) =>
    until(
      `${page.name} sees what ${sharers || "nobody"} shares`,
      () => sharersOf(page),
      (now) => now === sharers,
    );

  await step("text is kept sharp, and what is asked keeps mirrors out", async () => {
    await ada.share();
    await banner(ada.page).waitFor();
    await ben.untilReceiving(await ada.peerId(), "screen");
    await untilSent(ada.page, {
      hint: "detail",
      degradationPreference: "maintain-resolution",
      framerate: 15,
    });
    const { selfBrowserSurface, surfaceSwitching, systemAudio } = Object(asked[0]);
    assertEquals({ selfBrowserSurface, surfaceSwitching, systemAudio }, {
      selfBrowserSurface: "exclude",
      surfaceSwitching: "include",
      systemAudio: "include",
    });
    await ada.screenshot(`${shots}/share-banner.png`);
  });

  await step("a film is kept smooth, from one frame to the next", async () => {
    await ada.untilReceiving(await ben.peerId(), "mic"); // Which took a round, too.
    const rounds = await sdpRounds(ada.page);
    await banner(ada.page).getByLabel("Video").check();
    await untilSent(ada.page, {
      hint: "motion",
      degradationPreference: "maintain-framerate",
      framerate: 30,
    });
    await ben.untilReceiving(await ada.peerId(), "screen");
    assertEquals(await sdpRounds(ada.page), rounds);
  });

  await step("several are shared beside each other", async () => {
    await ben.share();
    await sees(ada, "Ada,Ben");
    await ada.untilReceiving(await ben.peerId(), "screen");
    await ben.untilReceiving(await ada.peerId(), "screen");
    await banner(ben.page).waitFor();
  });

  await step("a host lets one be shared, and the newest stays", async () => {
    await ada.page.locator(".people").click();
    await ada.page.getByText("Host tools").click();
    await ada.page.getByLabel("Several screens at once").click();
    await ada.page.getByTestId("toasts").getByText("Ben is sharing now").waitFor();
    await sees(ada, "Ben");
    await banner(ada.page).waitFor({ state: "detached" });
  });

  await step("who shares next is asked, and takes the place of the former", async () => {
    await ada.share();
    await ada.page.getByTestId("share-instead").getByRole("button", { name: "Share instead" })
      .click();
    await ben.page.getByTestId("toasts").getByText("Ada is sharing now").waitFor();
    await sees(ben, "Ada");
    await banner(ben.page).waitFor({ state: "detached" });
    await ben.untilReceiving(await ada.peerId(), "screen");
  });

  await step("what ends in the browser's own bar, or with its tab, ends for all", async () => {
    await ada.page.evaluate(() => globalThis.__endShare());
    await ada.page.getByTestId("toasts").getByText("Sharing has ended").waitFor();
    await sees(ben, "");
    await banner(ada.page).waitFor({ state: "detached" });
  });

  await step("a share is ended by the banner", async () => {
    await ben.share();
    await sees(ada, "Ben");
    await banner(ben.page).getByRole("button", { name: "Stop sharing" }).click();
    await sees(ada, "");
  });
});

declare global {
  var shareAsked: (options: DisplayMediaStreamOptions | undefined) => void;
  /** The newest share ends as by the browser. */
  var __endShare: () => void;
}

/** Tells what is asked of the browser, and ends what it gave. Runs inside the page. */
function watchShares(): void {
  const { mediaDevices } = navigator;
  const getDisplayMedia = mediaDevices.getDisplayMedia.bind(mediaDevices);
  mediaDevices.getDisplayMedia = async (options) => {
    globalThis.shareAsked(options);
    const stream = await getDisplayMedia(options);
    globalThis.__endShare = () => {
      for (const track of stream.getTracks()) {
        track.stop();
        track.dispatchEvent(new Event("ended"));
      }
    };
    return stream;
  };
}

/** Two pages with a picture each are enough for the processor. Runs inside the page. */
function withoutCamera(): void {
  localStorage.setItem("parley.preferences", JSON.stringify({ cameraOn: false }));
}
