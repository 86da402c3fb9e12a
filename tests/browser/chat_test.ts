/** Two people in real browsers write to each other. */
import { Buffer } from "node:buffer";
import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { until } from "./until.ts";
import { PHONE } from "./call_page.ts";
import { browserTest } from "./scene.ts";

/** More than a page has at once, and more than a snapshot carries. */
const FLOOD = 60;

browserTest(
  "chat in browsers",
  { controlHosts: 2, mediaNodes: 1, standby: false },
  async ({ stack, shots, enter, step }) => {
    const ada = await enter("Ada Lovelace", stack.gateway(0).httpUrl);
    await ada.startMeeting();
    await ada.join();
    const link = ada.page.url();
    const ben = await enter("Ben Okafor", link, { viewport: PHONE });
    await ben.join();

    await step(
      "who has the panel closed sees a badge, then the message, then what is new",
      async () => {
        await open(ada.page);
        await write(ada.page, "Hello Ben, see https://parley.example/a?b=1.");
        const badge = ben.page.getByRole("button", { name: "Chat (1)" });
        await badge.waitFor();
        await badge.click();
        await ben.page.getByRole("separator").getByText("New").waitFor();
        const address = message(ben.page, "Hello Ben").getByRole("link");
        assertEquals(await address.getAttribute("href"), "https://parley.example/a?b=1");
        assertEquals(await address.getAttribute("rel"), "noopener noreferrer nofollow");
      },
    );
    await step("markup stays words", async () => {
      await write(ada.page, '<img src=x onerror="alert(1)"> & <b>bold</b>');
      await message(ben.page, '<img src=x onerror="alert(1)"> & <b>bold</b>').waitFor();
      assertEquals(await ben.page.locator(".message-text img, .message-text b").count(), 0);
    });
    await step("typing is seen, and Shift with Enter begins a line", async () => {
      const field = ben.page.getByTestId("composer");
      await field.pressSequentially("Two");
      await ada.page.getByText("Ben Okafor is writing…").waitFor();
      await field.press("Shift+Enter");
      await field.pressSequentially("lines");
      await field.press("Enter");
      const text = await message(ada.page, "lines").locator(".message-text").textContent();
      assertEquals(text, "Two\nlines");
    });
    await step("ArrowUp in an empty field changes the last own message", async () => {
      const field = ben.page.getByTestId("composer");
      // Others may have it before who wrote it has it back.
      await message(ben.page, "lines").waitFor();
      await field.press("ArrowUp");
      assertEquals(await field.inputValue(), "Two\nlines");
      await field.fill("Two lines, changed");
      await field.press("Enter");
      await message(ada.page, "Two lines, changed").getByText("edited").waitFor();
    });
    await step("an answer shows what it answers; a reaction is counted", async () => {
      await act(ada.page, "Two lines, changed", "Reply");
      await write(ada.page, "So it is");
      await message(ben.page, "So it is").getByRole("button", { name: /Ben|You/ }).first()
        .waitFor();
      await reactTo(ben.page, "So it is", "👍");
      await ada.page.getByRole("button", { name: "👍 1: Ben Okafor" }).waitFor();
      await ada.screenshot(`${shots}/chat-desktop.png`);
      await ben.screenshot(`${shots}/chat-phone.png`);
    });
    await step("what goes to one says so on both sides", async () => {
      await ada.page.getByTestId("recipient").selectOption({ label: "Only to Ben Okafor" });
      await write(ada.page, "Between us");
      await ada.page.getByTestId("recipient").selectOption("here");
      await ben.page.getByText("Only to you").waitFor();
      await ada.page.getByTestId("messages").getByText("Only to Ben Okafor").waitFor();
    });
    await step("a deleted message leaves a trace without words", async () => {
      await act(ada.page, "So it is", "Delete…");
      await ada.page.getByRole("button", { name: "Delete", exact: true }).click();
      await ben.page.getByText("This message was deleted.").waitFor();
      assertEquals(await ben.page.getByText("So it is").count(), 0);
    });
    await step("files go up, arrive and are shown", async () => {
      const png = await ada.page.evaluate(pictureBytes);
      await ada.page.getByTestId("attach").setInputFiles([
        { name: "view.png", mimeType: "image/png", buffer: bufferOf(png) },
        {
          name: "notes.txt",
          mimeType: "text/plain",
          buffer: bufferOf([...new TextEncoder().encode("plain words")]),
        },
      ]);
      await ada.page.locator(".upload[data-state=ready]").nth(1).waitFor();
      await write(ada.page, "Have a look");
      const picture = ben.page.getByRole("button", { name: "Open the picture view.png" })
        .locator("img");
      await until(
        "the small picture is drawn",
        () =>
          picture.evaluateAll(([image]) => image instanceof HTMLImageElement && image.naturalWidth),
        (width) => typeof width === "number" && width > 0,
      );
      await ben.page.getByRole("button", { name: /Download notes.txt/ }).waitFor();
      await ben.screenshot(`${shots}/chat-files-phone.png`);
    });
    await step("a file that is dropped on the panel goes up like a chosen one", async () => {
      const panel = ada.page.getByTestId("panel-chat").locator(".chat-panel");
      const dropped = await ada.page.evaluateHandle(() => {
        const transfer = new DataTransfer();
        transfer.items.add(new File(["dropped words"], "dropped.txt", { type: "text/plain" }));
        return transfer;
      });
      await panel.dispatchEvent("dragover", { dataTransfer: dropped });
      await ada.page.getByText("Drop files here to send them").waitFor();
      await ada.screenshot(`${shots}/chat-drop-desktop.png`);
      await panel.dispatchEvent("drop", { dataTransfer: dropped });
      await ada.page.getByText("Drop files here to send them").waitFor({ state: "detached" });
      await ada.page.locator(".upload[data-state=ready]").waitFor();
      await write(ada.page, "From my desk");
      const [got] = await Promise.all([
        ben.page.waitForEvent("download"),
        ben.page.getByRole("button", { name: /Download dropped.txt/ }).click(),
      ]);
      assertEquals(await Deno.readTextFile(await got.path()), "dropped words");
    });
    await step(
      "what is written while the gateway and the room's host are dead arrives once",
      async () => {
        await stack.kill("control-1");
        await write(ada.page, "Through the gap");
        await write(ada.page, "And after it");
        await stack.restart("control-1");
        for (const page of [ada.page, ben.page]) {
          await page.getByTestId("outgoing").waitFor({ state: "detached" });
          await message(page, "And after it").waitFor();
          const texts = await page.getByTestId("message").allTextContents();
          const told = texts.filter((text) => /Through the gap|And after it/.test(text));
          assertEquals(told.length, 2);
          assertEquals(told[0]?.includes("Through the gap"), true);
        }
      },
    );
    await step("a long history stays at its end, is read backwards and searched", async () => {
      for (let index = 0; index < FLOOD; index++) {
        await until(
          `message ${index} is taken`,
          () =>
            ada.page.evaluate(
              (text) => globalThis.__parley?.command({ type: "sendMessage", text }),
              `Line ${index}`,
            ),
          (isTaken) => isTaken === true,
        );
      }
      await message(ben.page, `Line ${FLOOD - 1}`).waitFor();
      await ben.reload();
      await ben.untilJoined();
      await open(ben.page);
      await message(ben.page, `Line ${FLOOD - 1}`).waitFor();
      await until(
        "he has scrolled back to the first message",
        async () => {
          await ben.page.getByTestId("messages").evaluate((list) => list.scrollTop = 0);
          return await message(ben.page, "Hello Ben").isVisible();
        },
      );
      await ben.page.getByRole("button", { name: "To the latest messages" }).waitFor();
      await ben.page.getByTestId("chat-search").fill("gap");
      const found = ben.page.getByTestId("search-results");
      await found.getByText("Through the gap").waitFor();
      await ben.screenshot(`${shots}/chat-search-phone.png`);
    });
    await step("who may not write is told why; in German and light too", async () => {
      await ada.page.evaluate((peerId) =>
        globalThis.__parley?.command({
          type: "setRights",
          peerId,
          grant: [],
          revoke: ["chat"],
          reset: [],
        }), await ben.peerId());
      await ben.page.getByText("You may not write in this meeting at the moment.").waitFor();
      await ada.page.evaluate(() =>
        localStorage.setItem(
          "parley.preferences",
          JSON.stringify({
            ...JSON.parse(localStorage.getItem("parley.preferences") ?? "{}"),
            language: "de",
            theme: "light",
          }),
        )
      );
      await ada.reload();
      await ada.untilJoined();
      await open(ada.page);
      await ada.page.getByTestId("composer").waitFor();
      await ada.screenshot(`${shots}/chat-light-de.png`);
    });
  },
);

async function open(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Chat/ }).click();
  await page.getByTestId("panel-chat").waitFor();
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByTestId("composer").fill(text);
  await page.getByTestId("composer").press("Enter");
}

const message = (page: Page, text: string) => page.getByTestId("message").filter({ hasText: text });

async function act(page: Page, text: string, label: string): Promise<void> {
  const one = message(page, text).last();
  await one.hover();
  await one.getByRole("button", { name: /What to do with the message/ }).click();
  await page.getByRole("menuitem", { name: label }).click();
}

async function reactTo(page: Page, text: string, emoji: string): Promise<void> {
  const one = message(page, text).last();
  await one.hover();
  await one.getByRole("button", { name: "React" }).click();
  await page.getByRole("menuitem", { name: emoji }).click();
}

/** A picture that the page draws. */
async function pictureBytes(): Promise<number[]> {
  const canvas = new OffscreenCanvas(320, 200);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("Cannot draw: the page has no canvas");
  const colours = pen.createLinearGradient(0, 0, 320, 200);
  colours.addColorStop(0, "#0d6e52");
  colours.addColorStop(1, "#f0c274");
  pen.fillStyle = colours;
  pen.fillRect(0, 0, 320, 200);
  const blob = await canvas.convertToBlob({ type: "image/png" });
  return [...new Uint8Array(await blob.arrayBuffer())];
}

const bufferOf = (bytes: readonly number[]) => Buffer.from(bytes);
