/** A poll, and breakouts by their panel, in real browsers. */
import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { PHONE } from "./call_page.ts";
import { browserTest } from "./scene.ts";

browserTest(
  "polls and breakouts in browsers",
  { controlHosts: 1, mediaNodes: 1, standby: false },
  async ({ stack, shots, enter, step }) => {
    const ada = await enter("Ada Lovelace", stack.gateway(0).httpUrl);
    await ada.startMeeting();
    await ada.join();
    const ben = await enter("Ben Okafor", ada.page.url(), { viewport: PHONE });
    await ben.join();
    const lead = ada.page;
    const guest = ben.page;

    await step("a host asks; the form says what is missing, and works by keys alone", async () => {
      await lead.keyboard.press("l");
      await lead.getByTestId("panel-polls").getByRole("button", { name: "New poll" }).click();
      await lead.getByRole("button", { name: "Ask now" }).click();
      await lead.getByText("Write the question.").waitFor();
      await lead.getByLabel("Question").fill("What is two and two?");
      await lead.getByLabel("Option 1", { exact: true }).fill("Four");
      await lead.getByLabel("Option 2", { exact: true }).fill("Five");
      await lead.getByLabel(/^Quiz/).check();
      await lead.getByLabel("Option 1 is right").check();
      await ada.screenshot(`${shots}/polls-form-desktop.png`);
      await lead.getByLabel("Option 2", { exact: true }).press("Enter");
      await lead.getByTestId("poll").waitFor();
    });
    await step("others are told, answer, and may change their answer", async () => {
      await guest.getByTestId("toasts").getByRole("button", { name: "Answer" }).click();
      await guest.getByLabel("Five").check();
      await ben.screenshot(`${shots}/polls-vote-phone.png`);
      await guest.getByRole("button", { name: "Vote", exact: true }).click();
      await guest.getByText("Your answer counts.").waitFor();
      await guest.getByLabel("Four").check();
      await guest.getByRole("button", { name: "Change vote" }).click();
      await lead.getByText("1 vote · 100%").waitFor();
      assertEquals(await guest.getByTestId("poll-results").count(), 0);
    });
    await step("a host sees who chose what, closes and shares", async () => {
      await lead.getByText("Who chose what").click();
      await lead.locator(".poll-voters").getByText("Ben Okafor").waitFor();
      await ada.screenshot(`${shots}/polls-results-desktop.png`);
      await lead.getByTestId("poll").getByRole("button", { name: "Close", exact: true }).click();
      await lead.getByRole("button", { name: "Share results" }).click();
      await guest.getByTestId("poll-results").getByText("your answer").waitFor();
      await guest.getByText("✓ right").waitFor();
      await ben.screenshot(`${shots}/polls-results-phone.png`);
    });
    await step("the results are saved as a table", async () => {
      await lead.getByRole("button", { name: /What to do with the poll/ }).click();
      const [file] = await Promise.all([
        lead.waitForEvent("download"),
        lead.getByRole("menuitem", { name: "Save results (CSV)" }).click(),
      ]);
      assertEquals(file.suggestedFilename(), "poll-q1.csv");
    });
    await step("a draft is written, changed while nobody has seen it, and asked", async () => {
      await lead.getByRole("button", { name: "New poll" }).click();
      await lead.getByLabel("Question").fill("Lunsh?");
      await lead.getByLabel("Option 1", { exact: true }).fill("Now");
      await lead.getByLabel("Option 2", { exact: true }).fill("Later");
      await lead.getByRole("button", { name: "Keep as a draft" }).click();
      const draft = lead.getByTestId("poll").filter({ hasText: "Lunsh?" });
      await draft.getByRole("button", { name: /What to do with the poll/ }).click();
      await lead.getByRole("menuitem", { name: "Edit" }).click();
      await lead.getByLabel("Question").fill("Lunch?");
      await lead.getByRole("button", { name: "Ask now" }).click();
      await guest.getByTestId("poll").filter({ hasText: "Lunch?" }).waitFor();
      assertEquals(await lead.getByTestId("poll").filter({ hasText: "Lunsh?" }).count(), 0);
    });
    await step("a host plans two rooms and assigns by hand", async () => {
      await closePanel(guest);
      await closePanel(lead);
      await lead.keyboard.press("b");
      await lead.getByLabel("Name of room 1").fill("Oak");
      await lead.getByLabel("I assign people by hand").check();
      await ada.screenshot(`${shots}/breakouts-plan-desktop.png`);
      await lead.getByRole("button", { name: "Create rooms" }).click();
      await lead.getByLabel("Room of Ben Okafor").selectOption({ label: "Oak" });
      await guest.getByText("You are assigned to Oak").waitFor();
    });
    await step("they open: everybody assigned is there, with name and time left", async () => {
      await lead.getByLabel("Open for").selectOption({ label: "10 minutes" });
      await lead.getByRole("button", { name: "Open rooms" }).click();
      const banner = guest.getByTestId("breakout-banner");
      await banner.getByText("You are in Oak").waitFor();
      await banner.getByText(/left$/).waitFor();
      await ben.screenshot(`${shots}/breakouts-banner-phone.png`);
    });
    await step("a call for help brings a host with one click", async () => {
      await guest.getByTestId("breakout-banner").getByRole("button", { name: "Ask for help" })
        .click();
      const toast = lead.getByTestId("toasts");
      await toast.getByText("Ben Okafor asks for help in Oak").waitFor();
      await ada.screenshot(`${shots}/breakouts-help-desktop.png`);
      await toast.getByRole("button", { name: "Join" }).click();
      await lead.getByTestId("breakout-banner").getByText("You are in Oak").waitFor();
    });
    await step("the chat says where it goes; all rooms can be told at once", async () => {
      await guest.getByRole("button", { name: /^Chat/ }).click();
      await guest.getByTestId("recipient").getByText("Everyone in Oak").waitFor({
        state: "attached",
      });
      await closePanel(guest);
      await lead.getByLabel("Tell all rooms").fill("Five more minutes");
      await lead.getByLabel("Tell all rooms").press("Enter");
      await guest.getByText("Announcement by Ada Lovelace: Five more minutes").waitFor();
      await ada.screenshot(`${shots}/breakouts-running-desktop.png`);
    });
    await step("they close, and everybody is back", async () => {
      await lead.getByRole("button", { name: "Close rooms" }).click();
      await lead.getByLabel("Time to finish").selectOption({ label: "None: at once" });
      await lead.getByTestId("panel-breakouts").getByRole("button", { name: "Close", exact: true })
        .last().click();
      await guest.getByText("You are back in the main room").waitFor();
      await guest.getByTestId("breakout-banner").waitFor({ state: "detached" });
    });
    await step("in German, by daylight", async () => {
      for (const page of [lead, guest]) {
        await page.evaluate(() =>
          localStorage.setItem(
            "parley.preferences",
            JSON.stringify({
              ...JSON.parse(localStorage.getItem("parley.preferences") ?? "{}"),
              language: "de",
              theme: "light",
            }),
          )
        );
      }
      await ada.reload();
      await ada.untilJoined();
      await lead.keyboard.press("b");
      await lead.getByText("Gruppenräume").waitFor();
      await ada.screenshot(`${shots}/breakouts-light-de.png`);
      await lead.keyboard.press("Escape");
      await lead.keyboard.press("l");
      await lead.getByTestId("poll").first().waitFor();
      await ada.screenshot(`${shots}/polls-light-de.png`);
    });
  },
);

async function closePanel(page: Page): Promise<void> {
  await page.locator(".side-panel .panel-header").getByRole("button").click();
}
