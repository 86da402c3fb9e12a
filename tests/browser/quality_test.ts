/** How a call looks and sounds, in real browsers: bars, details, the report's way, and the rating. */
import { assert, assertEquals } from "@std/assert";
import postgres from "postgres";
import { QualityReport } from "../../protocol/mod.ts";
import { until } from "./until.ts";
import { PHONE } from "./call_page.ts";
import { untilTold } from "./quality_details.ts";
import { browserTest } from "./scene.ts";

/** Large enough for all that is looked at, small enough for a busy machine. */
const SMALL = { width: 800, height: 600 } as const;

browserTest(
  "people see how each other's connection is, and say how the call was",
  { mediaNodes: 1 },
  async ({ stack, shots, enter, step }) => {
    const sql = postgres(stack.postgres.url, { max: 1, onnotice: () => {} });
    await using cleanUp = new AsyncDisposableStack();
    cleanUp.defer(() => sql.end());
    const ada = await enter("Ada Lovelace", stack.gateway(0).httpUrl, { viewport: SMALL });
    await ada.startMeeting();
    await ada.join();
    const ben = await enter("Ben Okafor", ada.page.url(), { viewport: PHONE });
    await ben.join();
    const benId = await ben.peerId();

    await step("bars on a tile open what was measured, by keyboard alone", async () => {
      const bars = ada.page.getByRole("button", { name: "Connection of Ben Okafor" });
      await bars.waitFor();
      for (const colorScheme of ["light", "dark"] as const) {
        await ada.page.emulateMedia({ colorScheme });
        await ada.screenshot(`${shots}/quality-bars-${colorScheme}.png`);
      }
      await ada.page.locator(`[data-testid=tile][data-peer-id="${benId}"]`).focus();
      await ada.page.keyboard.press("Tab");
      await until(
        "the bars are in focus",
        () => ada.page.evaluate(() => document.activeElement?.getAttribute("data-testid")),
        (id) => id === "bars",
      );
      await ada.page.keyboard.press("Enter");
      const details = ada.page.getByTestId("quality-details");
      await untilTold(details, ["Camera", "VP8", "Voice", "opus", "Lost packets", "Jitter"]);
      await untilTold(details, ["kbit/s", "fps"]);
      await ada.screenshot(`${shots}/quality-details-desktop.png`);
      await ada.page.keyboard.press("Escape");
      await details.waitFor({ state: "detached" });
      await bars.waitFor();
    });

    await step("one's own connection is in the bar above, and can be copied as text", async () => {
      await ben.page.getByTestId("own-quality").click();
      const details = ben.page.getByTestId("quality-details");
      await details.getByText("Round trip").waitFor();
      await details.getByText("direct (UDP)").waitFor();
      await details.getByText("Layers").waitFor();
      await ben.screenshot(`${shots}/quality-own-phone.png`);
      await ben.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
      const wanted = [/path: host\/udp/, /out cam.*: .*codec=VP8/, /in \S+:cam\S*: .*kind=video/];
      await until(
        "what was measured last is copied",
        async () => {
          await details.getByRole("button", { name: "Copy report" }).click();
          return await ben.page.evaluate(() => navigator.clipboard.readText());
        },
        (copied) => wanted.every((part) => part.test(copied)),
      );
      await ben.page.keyboard.press("Escape");
    });

    await step("what pages measured is kept, with the phases of their joins", async () => {
      const read = async () => {
        const rows = await sql`
          SELECT report FROM quality_reports WHERE peer_id = ${benId} ORDER BY at`;
        return rows.map((row) => QualityReport.parse(row["report"]));
      };
      const reports = await until(
        "the phases are kept, voices are judged and layers told",
        read,
        (reports) =>
          reports.some(({ join }) => join !== undefined) &&
          reports.some(({ mos }) => mos !== undefined) &&
          reports.some(({ sent }) => sent.some(({ layers }) => layers.length > 0)),
      );
      const join = reports.find(({ join }) => join !== undefined)?.join;
      for (const phase of ["socket", "answer", "ice", "dtls", "frame"] as const) {
        assert(join?.[phase] !== undefined, `"${phase}" is missing of ${JSON.stringify(join)}`);
      }
      assertEquals(reports.at(-1)?.path, { candidate: "host", protocol: "udp" });
    });

    await step("a host reads how the call goes", async () => {
      await ada.page.locator(".people").click();
      await ada.page.getByRole("button", { name: "How the call goes" }).click();
      const timeline = ada.page.getByTestId("timeline");
      await timeline.getByText("Ben Okafor joined").waitFor();
      await ada.screenshot(`${shots}/quality-timeline-desktop.png`);
      await ada.page.keyboard.press("Escape");
    });

    await step("who leaves may rate the call, and the rating is kept", async () => {
      await ben.leave();
      const rating = ben.page.getByTestId("rating");
      await rating.waitFor();
      await rating.getByRole("radio", { name: "1 star" }).focus();
      await ben.page.keyboard.press("ArrowRight");
      await rating.getByLabel("Sound").check();
      await rating.getByLabel("In your words").fill("It crackled.");
      await ben.screenshot(`${shots}/quality-rating-phone.png`);
      await rating.getByRole("button", { name: "Send" }).click();
      await ben.page.getByText("Thank you.").waitFor();
      const [row] = await sql`SELECT stars, reasons, words FROM ratings WHERE peer_id = ${benId}`;
      assertEquals({ ...row }, { stars: 2, reasons: ["sound"], words: "It crackled." });
    });

    await step("nobody has to rate", async () => {
      await ada.page.keyboard.press("Escape"); // Closes the panel.
      await ada.leave();
      const rating = ada.page.getByTestId("rating");
      await rating.getByRole("button", { name: "Skip" }).click();
      await rating.waitFor({ state: "detached" });
    });
  },
);
