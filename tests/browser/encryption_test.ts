/**
 * An encrypted call in real browsers: members see and hear each other, whoever has what the media node has
 * sees and hears nothing, and keys change hands while hosts and nodes die.
 */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { ownerOf } from "../faults/owner.ts";
import { workerOf } from "../faults/media.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "./until.ts";
import { withTails } from "../scenarios/table.ts";
import { CallPage } from "./call_page.ts";
import { launchChromium } from "./chromium.ts";
import { chooseBackground, openSettings } from "./effects_page.ts";
import { ensurePage, screenshotFolder } from "./page_build.ts";
import { CAMERA, toneWav } from "./probe/mod.ts";
import { watchLink } from "./probe/page_link.ts";
import { plainDevices } from "./probe/page_devices.ts";
import { bypassDecryption } from "./probe/page_eavesdropper.ts";
import { colourOf, toneShare } from "./probe/senses.ts";

const VIEWPORT = { width: 640, height: 480 } as const;
/** Of all sound: a tone that was sent through Opus, and what is left of it for those without the key. */
const HEARD_SHARE = 0.6;
const LOST_SHARE = 0.2;
/** Between mean colours: compression leaves a few steps, noise does not come this near. */
const SAME_COLOUR = 20;
/** Of a camera: some frames. */
const ENOUGH_BYTES = 5_000;

Deno.test({
  name: "an encrypted call in browsers is for its members alone",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (context) => {
    await ensurePage();
    const shots = await screenshotFolder();
    const tone = await Deno.makeTempFile({ suffix: ".wav" });
    await Deno.writeFile(tone, toneWav());
    await using stack = await Stack.start({ controlHosts: 2, mediaNodes: 2 });
    await using browser = await launchChromium({
      flags: [`--use-file-for-fake-audio-capture=${tone}`],
    });
    await using pages = new AsyncDisposableStack();
    const opened: CallPage[] = [];
    const enter = async (name: string, url: string, ...scripts: (() => void)[]) => {
      const page = pages.use(
        await CallPage.open(browser, {
          name,
          url,
          viewport: VIEWPORT,
          prepare: async (profile) => {
            await profile.addInitScript(plainDevices, { ...CAMERA });
            await profile.addInitScript(watchLink);
            for (const script of scripts) await profile.addInitScript(script);
          },
        }),
      );
      opened.push(page);
      return page;
    };
    /** What follows a step that failed would only fail as well. */
    let hasFailed = false;
    const step = async (name: string, run: () => Promise<void>) => {
      if (hasFailed) return;
      hasFailed = !await context.step(name, () =>
        withTails(stack, async () => {
          try {
            await run();
          } catch (error) {
            for (const page of opened) {
              console.error(page.console, JSON.stringify(await page.state().catch(String)));
            }
            throw error;
          }
        }));
    };

    const ada = await enter("Ada Lovelace", stack.gateway(0).httpUrl);
    let link = "";
    let roomId = "";
    await step("a host who is alone switches encryption on, told what goes with it", async () => {
      await ada.startMeeting();
      await ada.join();
      link = ada.page.url();
      await ada.page.locator(".people").click();
      await ada.page.getByText("Host tools").click();
      await ada.page.getByRole("switch", { name: /End-to-end encryption/ }).click();
      const question = ada.page.getByTestId("encryption-question");
      await question.getByText("recording and transcripts").waitFor();
      await ada.screenshot(`${shots}/encryption-question.png`);
      await question.getByRole("button", { name: "Encrypt", exact: true }).click();
      await ada.page.getByTestId("encrypted").waitFor();
      await ada.until(
        "is encrypted",
        ({ status, encryption }) => status === "joined" && encryption !== null,
      );
      const seats = await ada.page.evaluate(() => Object.values(sessionStorage).join());
      roomId = /"roomId":"([^"]+)"/.exec(seats)?.[1] ?? "";
      await ada.page.keyboard.press("Escape");
    });

    const ben = await enter("Ben Okafor", link);
    const mallory = await enter("Mallory", link, bypassDecryption);
    await step("members see and hear each other, and share a code", async () => {
      await ben.join();
      await mallory.join();
      await receives(ben, ada);
      await receives(ada, ben);
      await seesAndHears(ben, ada);
      assertEquals(await codeOf(ben), await codeOf(ada));
      await ben.page.getByTestId("encrypted").click();
      await ben.page.getByTestId("safety-code").waitFor();
      await ben.screenshot(`${shots}/encryption-dialog.png`);
      await ben.page.getByRole("button", { name: "The codes match" }).click();
      await ben.page.getByText("verified", { exact: true }).first().waitFor();
      await ben.page.getByRole("button", { name: "Close", exact: true }).click();
    });
    await step(
      "who gets the same packets without decrypting them sees and hears nothing",
      async () => {
        const peerId = await ada.peerId();
        const bytes = async () => (await mallory.track(peerId, "cam"))?.bytes ?? 0;
        const start = await bytes();
        await until(
          "packets of Ada's camera come in",
          bytes,
          (now) => now > start + ENOUGH_BYTES,
        );
        const share = await toneShare(mallory);
        assert(share < LOST_SHARE, `the tone is ${share} of what comes out of the decoder`);
        const picture = await colourOf(mallory, peerId);
        const mirror = await until(
          "Ada sees herself",
          () => colourOf(ada, peerId),
          (colour) => colour !== null,
        );
        assert(mirror);
        assert(!picture || distance(picture, mirror) > SAME_COLOUR, `${picture} is ${mirror}`);
      },
    );
    await step("keys change when somebody leaves, and nobody freezes", async () => {
      const before = await ada.until("has keys", ({ encryption }) => encryption !== null);
      const code = await codeOf(ada);
      await mallory.leave();
      const isRenewed = (page: CallPage) =>
        page.until(
          "has renewed its keys",
          ({ encryption }) => (encryption?.generation ?? 0) > (before.encryption?.generation ?? 0),
        );
      await isRenewed(ada);
      await isRenewed(ben);
      await receives(ben, ada);
      await receives(ada, ben);
      assertNotEquals(await codeOf(ada), code);
      await ben.until("misses nothing", ({ encryption }) => encryption?.troubled.length === 0);
    });
    await step(
      "a background that takes the place of one's own goes through encrypted",
      async () => {
        const adaId = await ada.peerId();
        const plain = await until(
          "Ada sees herself",
          () => colourOf(ada, adaId),
          (colour) => colour !== null,
        );
        await openSettings(ada.page, "Video");
        await chooseBackground(ada.page, "paper");
        await ada.page.getByRole("button", { name: "Done" }).click();
        await until(
          "Ada's own picture has it",
          () => colourOf(ada, adaId),
          (now) => plain !== null && now !== null && distance(plain, now) > 2 * SAME_COLOUR,
        );
        await seesAndHears(ben, ada);
      },
    );
    await step(
      "who comes while the room has lost its owner is given keys all the same",
      async () => {
        const owner = await ownerOf(stack, roomId);
        await stack.kill(owner);
        await receives(ben, ada);
        const survivor = stack.gateway(owner === "control-1" ? 1 : 0).httpUrl;
        const eva = await enter("Eva Lindqvist", link.replace(new URL(link).origin, survivor));
        await eva.join();
        await receives(eva, ada);
        await receives(ada, eva);
        assertEquals(await codeOf(eva), await codeOf(ada));
        await seesAndHears(eva, ada);
      },
    );
    await step("the second plane is encrypted as well, and has the same picture", async () => {
      const alive = [ada, ben];
      for (const page of alive) {
        await page.until("has a second plane", ({ standby }) => standby?.connected === true);
      }
      const before = await ben.track(await ada.peerId(), "cam");
      const node = await nodeOf(stack, ben);
      const worker = await workerOf(stack, node);
      const killed = stack.kill(node);
      Deno.kill(worker, "SIGKILL");
      await killed;
      const adaId = await ada.peerId();
      await until(
        "Ben sees Ada through the other node",
        () => ben.track(adaId, "cam"),
        (track) =>
          track !== undefined && track.consumerId !== before?.consumerId && track.framesDecoded > 0,
      );
      await receives(ben, ada);
      await seesAndHears(ben, ada);
    });
    await Deno.remove(tone);
  },
});

async function receives(page: CallPage, from: CallPage): Promise<void> {
  const peerId = await from.peerId();
  await page.untilReceiving(peerId, "cam");
  await page.untilReceiving(peerId, "mic");
}

async function seesAndHears(page: CallPage, from: CallPage): Promise<void> {
  const peerId = await from.peerId();
  await until(
    `${page.name} sees what ${from.name} shows`,
    async () => [await colourOf(page, peerId), await colourOf(from, peerId)] as const,
    ([seen, shown]) => seen !== null && shown !== null && distance(seen, shown) <= SAME_COLOUR,
  );
  await until(
    `${page.name} hears the tone`,
    () => toneShare(page),
    (share) => share > HEARD_SHARE,
  );
}

async function codeOf(page: CallPage): Promise<string> {
  const state = await page.until("has a code", ({ encryption }) => encryption?.code != null);
  return state.encryption?.code ?? "";
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? 0))));
}

/** The media node that carries the call. */
async function nodeOf(stack: Stack, page: CallPage): Promise<string> {
  const port = await until(
    "pictures come from a node",
    () => page.page.evaluate(() => globalThis.__probe?.mediaPort() ?? null),
    (port) => port !== null,
  );
  return stack.mediaNodeAt(port ?? 0);
}
