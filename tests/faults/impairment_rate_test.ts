/** A thin line: video gives way to sound in both directions, people are told, and video comes back. */
import { RETRY_MAX_MS } from "../../ui/link/uplink.ts";
import { screenshotFolder } from "../browser/page_build.ts";
import { bothIn, impairedTest, untilHeard } from "./impaired_call.ts";

/** Sound of two takes some 60 kbit/s with its headers; the large picture of a camera 750. */
const THIN_BPS = 300_000;
/** Sound fits, and hardly anything else. */
const THINNEST_BPS = 100_000;
const TOLD_LIMIT_MS = 45_000;
/** The longer the line was thin, the longer a camera rests before it is tried again. */
const BACK_LIMIT_MS = RETRY_MAX_MS + 20_000;

await impairedTest("a call on a thin line", async (call) => {
  const { network, ada, ben, step } = call;
  const notice = '[data-testid="weak-network"]';
  const weak = ada.page.locator(`${notice}:not([data-video="none"])`);
  const held = ada.page.locator(`${notice}[data-camera-held="true"]`);
  await step("both see and hear each other", () => bothIn(call));
  await step("at 300 kbit/s the picture shrinks and the sound is whole", async () => {
    await network.impair({ rateBps: THIN_BPS });
    await untilHeard(
      ada,
      ({ concealedPercent, videoKbits }) => concealedPercent <= 3 && videoKbits < 250,
      "300 kbit/s:",
    );
  });
  await step("at 100 kbit/s video is dropped before sound, and the page says so", async () => {
    await network.impair({ rateBps: THINNEST_BPS });
    await Promise.all([
      weak.waitFor({ timeout: TOLD_LIMIT_MS }),
      held.waitFor({ timeout: TOLD_LIMIT_MS }),
      untilHeard(
        ada,
        ({ concealedPercent, videoKbits }) => concealedPercent <= 8 && videoKbits < 30,
        "100 kbit/s:",
      ),
      untilHeard(ben, ({ videoKbits }) => videoKbits < 60, "100 kbit/s, the other way:"),
    ]);
    await ada.screenshot(`${await screenshotFolder()}/weak-network.png`);
  });
  await step("video comes back when the network is good again", async () => {
    await network.heal();
    await weak.waitFor({ state: "detached", timeout: BACK_LIMIT_MS });
    await held.waitFor({ state: "detached", timeout: BACK_LIMIT_MS });
    await untilHeard(
      ada,
      ({ concealedPercent, fps }) => concealedPercent <= 3 && fps > 5,
      "healed:",
    );
    await ben.untilReceiving(await ada.peerId(), "cam");
  });
});
