/** Breakouts in real browsers: tiles, pictures and sound follow, and transports stay. */
import { assertEquals } from "@std/assert";
import type { MeetingCommand } from "../../protocol/mod.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "./until.ts";
import { launchChromium } from "./chromium.ts";
import { callInBrowsers, type Person } from "./people.ts";

const DURATION_MS = 6_000;
/** Looks in a row without a byte more: several packets of any stream would fit in. */
const STILL_LOOKS = 20;

/** The sanitizers are off: the browser's driver keeps sockets and timers of its own. */
Deno.test({
  name: "people in browsers go into breakouts and return by themselves",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (context) => {
    await using stack = await Stack.start({ controlHosts: 2, mediaNodes: 1 });
    await using browser = await launchChromium();
    await callInBrowsers({ stack, browser, names: ["Ada", "Ben", "Eva"] }, async (people) => {
      const [ada, ben, eva] = people;
      if (!ben || !eva) throw new TypeError("Cannot go on: three were named");
      const host = ada;
      const before = await Promise.all(people.map(planeOf));
      await context.step("who is assigned goes there, and sees nobody else", async () => {
        await ask(host, {
          type: "planBreakouts",
          names: ["Elsewhere"],
          assign: "none",
          choose: false,
        });
        const assigned = { [await ben.page.peerId()]: "b1" };
        await ask(host, { type: "assignBreakouts", assigned });
        await ask(host, { type: "openBreakouts" });
        await untilTogether(ada, [eva]);
        await untilTogether(eva, [ada]);
        await untilTogether(ben, []);
      });
      await context.step("who may go anywhere comes after", async () => {
        await ask(host, { type: "enterBreakout", breakoutId: "b1" });
        await untilTogether(ada, [ben]);
        await untilTogether(ben, [ada]);
        await untilTogether(eva, []);
      });
      await context.step("who is assigned elsewhere may not", async () => {
        assertEquals(await tell(eva, { type: "enterBreakout", breakoutId: "b1" }), false);
      });
      await context.step("at the end of their time all are together again", async () => {
        await ask(host, { type: "closeBreakouts", graceMs: 0 });
        await untilTiles(ben, [ada, eva]);
        // Looked for from before it begins: on a busy machine it is over before one looks for long.
        await Promise.all([
          untilTiles(ben, []),
          ask(host, { type: "openBreakouts", durationMs: DURATION_MS }),
        ]);
        await untilTogether(ben, [ada, eva]);
        await untilTogether(ada, [ben, eva]);
        await untilTogether(eva, [ada, ben]);
      });
      assertEquals(await Promise.all(people.map(planeOf)), before, "transports stay as they were");
    });
  },
});

async function tell({ page }: Person, command: MeetingCommand): Promise<boolean> {
  return await page.page.evaluate(
    (command) => globalThis.__parley?.command(command) ?? false,
    command,
  );
}

async function ask(person: Person, command: MeetingCommand): Promise<void> {
  assertEquals(await tell(person, command), true, command.type);
}

/** The plane in use. Its ICE may be restarted meanwhile: a busy machine falls silent like a lost way does. */
async function planeOf({ page }: Person): Promise<number | undefined> {
  return (await page.state())?.generation;
}

/** Waits until somebody has tiles of these and of nobody else, and resolves to their peer ids. */
async function untilTiles({ page }: Person, others: readonly Person[]): Promise<string[]> {
  const seats = await Promise.all(others.map(({ page }) => page.peerId()));
  await until(
    `${page.name} has the tiles of ${others.map(({ page }) => page.name).join(", ") || "nobody"}`,
    () =>
      page.page.locator("[data-testid=tile][data-self=false]").evaluateAll((tiles) =>
        tiles.map((tile) => tile.getAttribute("data-peer-id")).sort()
      ),
    (tiles) => JSON.stringify(tiles) === JSON.stringify(seats.toSorted()),
  );
  return seats;
}

/** Waits until somebody has tiles of these and of nobody else, sees and hears them, and nobody else. */
async function untilTogether(person: Person, others: readonly Person[]): Promise<void> {
  const { page } = person;
  const seats = await untilTiles(person, others);
  for (const peerId of seats) {
    await page.untilReceiving(peerId, "cam");
    await page.untilReceiving(peerId, "mic");
  }
  const strangers = async () =>
    (await page.stats()).filter(({ peerId }) => !seats.includes(peerId ?? ""))
      .reduce((sum, { bytes }) => sum + bytes, 0);
  let last = -1;
  let same = 0;
  await until(
    `nothing of others reaches ${page.name}`,
    async () => {
      const bytes = await strangers();
      same = bytes === last ? same + 1 : 0;
      last = bytes;
      return same;
    },
    (same) => same >= STILL_LOOKS,
  );
}
