/** Three people in real browsers, over two control hosts and two media nodes. */
import { assertEquals } from "@std/assert";
import type { Source } from "../../protocol/mod.ts";
import { until } from "./until.ts";
import { type CallPage, PHONE } from "./call_page.ts";
import { browserTest } from "./scene.ts";

browserTest(
  "three people in browsers",
  { controlHosts: 2, mediaNodes: 2 },
  async ({ stack, shots, enter, step }) => {
    const ada = await enter("Ada Lovelace", stack.gateway(0).httpUrl);
    let link = "";
    await step("one makes a meeting and enters", async () => {
      await ada.startMeeting();
      await ada.join();
      link = ada.page.url();
    });
    // The others come by the same link on the other gateway.
    const elsewhere = () => link.replace(stack.gateway(0).httpUrl, stack.gateway(1).httpUrl);
    const ben = await enter("Ben Okafor", stack.gateway(1).httpUrl);
    const eva = await enter("Eva Lindqvist", elsewhere(), { viewport: PHONE });
    const pages = [ada, ben, eva];
    await step("two more join, by code and by link", async () => {
      await ben.enterCode(link.split("/").at(-1) ?? "");
      await ben.join();
      await eva.join();
      for (const page of pages) {
        await page.until("sees three", ({ peers }) => peers.length === 3);
      }
    });
    await step("each sees and hears the others", async () => {
      await eachReceives(pages, "cam");
      await eachReceives(pages, "mic");
      await ada.screenshot(`${shots}/call-desktop.png`);
      await eva.screenshot(`${shots}/call-phone.png`);
    });
    await step("a mute is seen by the others", async () => {
      await ben.toggle("Microphone");
      await ada.page.getByRole("group", { name: "Ben Okafor, muted" }).waitFor();
      await ben.toggle("Microphone");
      await ada.untilReceiving(await ben.peerId(), "mic");
    });
    await step("a shared screen is decoded by the others", async () => {
      await ada.share();
      const sharer = await ada.peerId();
      await ben.untilReceiving(sharer, "screen");
      await eva.untilReceiving(sharer, "screen");
      await ben.page.getByRole("group", { name: "Ada Lovelace's screen" }).waitFor();
      await ben.screenshot(`${shots}/screen-desktop.png`);
    });
    await step("who reloads comes back in the same seat", async () => {
      const seat = await ben.peerId();
      await ben.reload();
      await ben.untilJoined();
      assertEquals(await ben.peerId(), seat);
      await ada.until("still sees three", ({ peers }) => peers.length === 3);
      await ada.untilReceiving(seat, "cam");
      await ada.untilReceiving(seat, "mic");
      await ben.untilReceiving(await ada.peerId(), "cam");
    });
    await step("who leaves is gone for the others", async () => {
      const gone = await eva.peerId();
      await eva.leave();
      await eva.page.getByText("You left the meeting").waitFor();
      for (const page of [ada, ben]) {
        await page.until("sees two", ({ peers }) => peers.every(({ id }) => id !== gone));
        await until(
          "no track of hers is left",
          () => page.stats(),
          (tracks) => tracks.every(({ peerId }) => peerId !== gone && peerId !== null),
        );
      }
    });
  },
);

async function eachReceives(pages: readonly CallPage[], source: Source): Promise<void> {
  const seats = await Promise.all(pages.map((page) => page.peerId()));
  await Promise.all(
    pages.flatMap((page, index) =>
      seats.filter((_, other) => other !== index).map((peerId) =>
        page.untilReceiving(peerId, source)
      )
    ),
  );
}
