/** What the client does by itself, against a gateway that says what the test wants. */
import { assertEquals } from "@std/assert";
import { launchChromium } from "./chromium.ts";
import { ensurePage } from "./page_build.ts";
import { person, ScriptedRoom } from "./scripted_room.ts";
import { until } from "./until.ts";

const PEOPLE = 1_000;
/** Rows in sight, those around them, and room for a tall window. */
const ROWS_MAX = 40;

/** The sanitizers are off: the browser's driver keeps sockets and timers of its own. */
Deno.test({
  name: "the page by itself",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (context) => {
    await ensurePage();
    await using browser = await launchChromium();

    await context.step(
      "a thousand people are a list of which only what is seen is there",
      async () => {
        const peers = Array.from(
          { length: PEOPLE },
          (_, n) => person(n === 0 ? "self" : `p${n}`, { name: `Person ${n}` }),
        );
        await using room = await ScriptedRoom.open(browser, { peers });
        const { page } = room;
        await page.keyboard.press("p");
        const rows = page.getByTestId("person");
        await rows.first().waitFor();
        assertEquals(await rows.count() <= ROWS_MAX, true);
        await page.locator(".virtual-list").evaluate((list) => list.scrollTop = list.scrollHeight);
        await page.locator("[aria-posinset='1000']").waitFor();
        assertEquals(await rows.count() <= ROWS_MAX, true);
        await page.getByRole("searchbox").fill("person 777");
        await rows.filter({ hasText: "Person 777" }).waitFor();
        await until("the others are gone", () => rows.count(), (count) => count === 1);
        assertEquals(await page.getByTestId("tile").count() < 50, true);
        assertEquals(room.errors, []);
      },
    );

    await context.step(
      "keys do what the sheet says, and nothing while somebody types",
      async () => {
        const peers = [person("self", { role: "host" }), person("ben")];
        await using room = await ScriptedRoom.open(browser, { peers });
        const { page } = room;
        await page.keyboard.press("?");
        await page.getByTestId("shortcuts").waitFor();
        await page.keyboard.press("p"); // Not below a dialog.
        await page.keyboard.press("Escape");
        await page.getByTestId("shortcuts").waitFor({ state: "detached" });
        assertEquals(await page.getByTestId("panel-people").count(), 0);
        await page.keyboard.press("p");
        await page.getByRole("searchbox").pressSequentially("h ?");
        assertEquals(await page.getByTestId("shortcuts").count(), 0);
        assertEquals(room.commands, []);
        await page.keyboard.press("Escape");
        await page.getByTestId("panel-people").waitFor({ state: "detached" });
        await page.keyboard.press("h");
        assertEquals(await room.untilAsked("raiseHand"), { type: "raiseHand", raised: true });
        const microphone = page.getByRole("button", { name: "Microphone", exact: true });
        await page.keyboard.press("Control+d");
        await page.locator("[data-kind=microphone][data-on=false]").waitFor();
        await page.locator("body").click({ position: { x: 5, y: 5 } });
        await page.keyboard.down(" ");
        await page.locator("[data-kind=microphone][data-on=true]").waitFor();
        await page.keyboard.up(" ");
        await page.locator("[data-kind=microphone][data-on=false]").waitFor();
        assertEquals(await microphone.count(), 1);
        assertEquals(room.errors, []);
      },
    );

    await context.step(
      "it speaks German to a German browser, and English at once when told",
      async () => {
        const peers = [person("self"), person("ben")];
        await using room = await ScriptedRoom.open(browser, { peers, locale: "de-AT" });
        const { page } = room;
        assertEquals(await page.locator("html").getAttribute("lang"), "de");
        await page.getByTestId("more").click();
        await page.getByRole("menuitem", { name: "Einstellungen" }).click();
        await page.getByRole("tab", { name: "Allgemein" }).click();
        await page.getByLabel("Sprache").selectOption("en");
        await page.getByRole("heading", { name: "Settings" }).waitFor();
        await page.locator("html[lang=en]").waitFor();
      },
    );

    await context.step("the door opens by itself", async () => {
      await using room = await ScriptedRoom.open(browser, {
        peers: [person("self"), person("ben")],
        waiting: "host",
      });
      await room.page.getByText("The host is not here yet").waitFor();
      room.decide("admitted");
      await room.page.getByTestId("call").waitFor();
      assertEquals(room.errors, []);
    });
  },
});
