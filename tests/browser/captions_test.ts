/** Captions as people see them; what they say comes from the test. */
import { assertEquals } from "@std/assert";
import { type RoomSignal, subjects } from "../../protocol/mod.ts";
import { until } from "./until.ts";
import { PHONE } from "./call_page.ts";
import { browserTest } from "./scene.ts";

browserTest(
  "captions are for who wants them, in the size they like, and a host has them made",
  { mediaNodes: 1 },
  async ({ stack, shots, enter, step }) => {
    const ada = await enter("Ada Lovelace", stack.gateway(0).httpUrl);
    await ada.startMeeting();
    await ada.join();
    const link = ada.page.url();
    const lines = ada.page.getByTestId("captions").getByRole("log");
    let roomId = "";
    stack.bus.subscribe("parley.v1.room.*.event", {}, ({ subject }) => {
      roomId = subject.split(".")[3] ?? "";
    });
    await stack.bus.flush();

    await step("captions are off in the meeting until a host turns them on", async () => {
      await ada.page.getByTestId("captions-button").click();
      await ada.page.getByText("Captions are off in this meeting").waitFor();
      await ada.page.getByRole("button", { name: "Turn on for everybody" }).click();
      await ada.page.getByText("Captions are off in this meeting").waitFor({ state: "detached" });
      await until("the room is known", () => roomId);
    });

    const ben = await enter("Ben Okafor", link, { viewport: PHONE });
    await step(
      "what somebody says stands under their name, and no screen reader says it",
      async () => {
        await ben.join();
        await ada.until("sees two", ({ peers }) => peers.length === 2);
        const peerId = await ben.peerId();
        const say = (utteranceId: string, text: string, isFinal: boolean) => {
          const signal = { type: "caption" as const, peerId, utteranceId, text, isFinal, at: 1 };
          const message: RoomSignal = { v: 1, roomId, signal };
          stack.bus.publish(subjects.roomSignal(roomId), message);
        };
        say("u1", "shall we", false);
        await lines.getByText("shall we").waitFor();
        say("u1", "shall we begin with the plan for next week", true);
        say("u2", "there are three things to decide before noon", true);
        await lines.getByText("begin with the plan").waitFor();
        await lines.getByText("three things to decide").waitFor();
        await until(
          "his name stands above each",
          () => lines.getByText("Ben Okafor").count(),
          (count) => count === 2,
        );
        assertEquals(await lines.getAttribute("aria-live"), "off");
        await ada.screenshot(`${shots}/captions-desktop.png`);
        assertEquals(await ben.page.getByTestId("captions").count(), 0, "nobody else sees them");

        await ben.page.getByTestId("more").click();
        await ben.page.getByRole("menuitemcheckbox", { name: "Captions" }).click();
        say("u3", "and one more that is on a small screen as well", true);
        const small = ben.page.getByTestId("captions").getByRole("log");
        await small.getByText("on a small screen").waitFor();
        await ben.screenshot(`${shots}/captions-phone.png`);
      },
    );

    await step("who may not turn them on asks, and a host does with one press", async () => {
      await ada.ask({ type: "changeSettings", settings: { captions: false } });
      await ben.page.getByRole("button", { name: "Ask for captions" }).click();
      await ben.page.getByText("The hosts were asked.").waitFor();
      const question = ada.page.getByTestId("toasts");
      await question.getByText("Ben Okafor would like captions").waitFor();
      await question.getByRole("button", { name: "Turn on for everybody" }).click();
      const off = ben.page.getByText("Captions are off in this meeting");
      await off.waitFor({ state: "detached" });
    });

    await step("they are as large and as clear as somebody likes, by keyboard too", async () => {
      await ada.page.getByTestId("captions-menu").click();
      await ada.page.getByRole("menuitemradio", { name: "Large text" }).click();
      await ada.page.getByTestId("captions-menu").click();
      await ada.page.getByRole("menuitemcheckbox", { name: "High contrast" }).click();
      const region = ada.page.getByTestId("captions");
      await ada.page.locator(
        "[data-testid=captions][data-size=large][data-contrast=high]",
      ).waitFor();
      await ada.screenshot(`${shots}/captions-large.png`);
      await ada.page.keyboard.press("s");
      await region.waitFor({ state: "detached" });
    });
  },
);
