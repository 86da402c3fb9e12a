/** The network check before a call, in a real browser against real nodes and a real relay. */
import { assert, assertEquals } from "@std/assert";
import { Stack } from "../harness/stack.ts";
import { TurnServer } from "../harness/turn_server.ts";
import { until } from "./until.ts";
import { CallPage, PHONE } from "./call_page.ts";
import { launchChromium } from "./chromium.ts";
import { ensurePage, screenshotFolder } from "./page_build.ts";

Deno.test({
  name: "before a call people see how well their network reaches the media nodes",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (context) => {
    await ensurePage();
    const shots = await screenshotFolder();
    await using relay = await TurnServer.start({ host: "127.0.0.2", reachesItself: true });
    await using stack = await Stack.start({
      mediaNodes: 1,
      controlVariables: { PARLEY_TURN_URLS: relay.urls.join(",") },
    });
    await using browser = await launchChromium();
    const url = stack.gateway(0).httpUrl;
    await using ada = await CallPage.open(browser, { name: "Ada", url });
    const check = ada.page.getByTestId("network-check");
    const grade = () => check.locator("[data-grade]").getAttribute("data-grade");
    const way = () => check.locator("[data-way]").getAttribute("data-way");
    /** A check may be over soon: its bar is looked for before it begins. */
    const begin = () =>
      Promise.all([
        check.getByRole("progressbar").waitFor(),
        check.getByRole("button", { name: "Check again" }).click(),
      ]);

    /** The rest means nothing without what came before. */
    const step = async (name: string, run: () => Promise<void>) => {
      const isDone = await context.step(name, async () => {
        try {
          await run();
        } catch (error) {
          console.error(ada.console);
          await ada.screenshot(`${shots}/failed-network-check.png`).catch(console.error);
          throw error;
        }
      });
      if (!isDone) throw new Error(`Cannot go on: ${name}`);
    };
    await step("a first look needs no asking", async () => {
      await ada.startMeeting();
      await check.locator("[data-grade]").waitFor();
      assertEquals(await way(), "direct");
      // A busy machine is a bad network.
      assert(["hd", "video", "audio"].includes(await grade() ?? ""), `${await grade()}`);
    });
    await step(
      "a whole check tries every way and sends data through the relay",
      async () => {
        await begin();
        await check.getByRole("button", { name: "Check again" }).waitFor();
        await check.getByText("Details").click();
        const rows = await check.getByRole("row").allInnerTexts();
        console.log(rows.map((row) => row.replace(/\s+/g, " ")).join(" | "));
        for (const way of ["media-1, UDP", "media-1, TCP", "Relay by UDP", "Relay by TCP"]) {
          const row = rows.find((text) => text.startsWith(way));
          assert(row !== undefined && /\d ms/.test(row), `${way}: ${row}`);
        }
        assert(rows.some((row) => /Through the relay.*Mbit\/s/s.test(row)), rows.join());
        assertEquals(await way(), "direct");
        await ada.screenshot(`${shots}/network-check-desktop.png`);
      },
    );
    await step("who wants relays only is checked and joins by a relay", async () => {
      await check.getByLabel("Always go through a relay").check();
      await begin();
      await check.getByText("By a relay, as chosen").waitFor();
      await ada.page.setViewportSize(PHONE);
      await ada.screenshot(`${shots}/network-check-phone.png`);
      await ada.join();
      await until(
        "what is sent goes by the relay",
        () => ada.paths(),
        ([send]) => send?.candidate === "relay",
      );
    });
    await step(
      "where no node and no relay is reached the network is said to block",
      async () => {
        await using ben = await CallPage.open(browser, { name: "Ben", url: ada.page.url() });
        // Where nothing listens, and where no relay of ours goes.
        await stack.restart("media-1", { PARLEY_MEDIA_ANNOUNCED_ADDRESS: "127.0.0.9" });
        const blocked = ben.page.getByTestId("network-check");
        // While the first look is under way the button would stop it.
        const begin = blocked.getByRole("button", { name: /^Check/ });
        await until("the network is said to block", async () => {
          await begin.click();
          await begin.waitFor();
          // Or no media node is known yet.
          return await blocked.getByText("This network blocks calls").isVisible();
        });
        const [port] = /127\.0\.0\.9:\d+/.exec(await blocked.innerText()) ?? [];
        assert(port, "the port to open is not named");
        await ben.screenshot(`${shots}/network-check-blocked.png`);
      },
    );
  },
});
