/** Invariants 4 and 5 in real browsers: a call whose media node dies or leaves goes on. */
import { assertEquals, assertNotEquals } from "@std/assert";
import { DrainReply, subjects } from "../../protocol/mod.ts";
import { workerOf } from "../faults/media.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "./until.ts";
import { launchChromium } from "./chromium.ts";
import {
  allReceive,
  allSecured,
  allSeeAfter,
  callInBrowsers,
  nodeInUse,
  type Person,
  statusesSince,
  untilShown,
  whatIsShown,
} from "./people.ts";
import { epochMs } from "./probe/mod.ts";

const ANSWER_LIMIT_MS = 5_000;
/** Longer than a page waits for what nobody sends any more. */
const ALONE_MS = 13_000;
/** The sanitizers are off: the browser's driver keeps sockets and timers of its own. */
const OFF = { sanitizeOps: false, sanitizeResources: false };

Deno.test({
  ...OFF,
  name: "a call in browsers goes on where its media node dies, and where one is drained",
  fn: async (context) => {
    await using stack = await Stack.start({ controlHosts: 2, mediaNodes: 2 });
    await using browser = await launchChromium();
    const names = ["Ada", "Ben", "Eva"];
    await callInBrowsers({ stack, browser, names }, async (people) => {
      await context.step("the node is killed", async () => {
        await allSecured(people);
        const shown = await whatIsShown(people);
        const node = await nodeInUse(stack, people);
        const before = await generations(people);
        const struckAt = epochMs();
        await killNode(stack, node);
        await allSeeAfter(people, struckAt);
        await allReceive(people);
        await untilShown(people, shown);
        assertEquals(await statusesSince(people, struckAt), people.map(() => []));
        assertNotEquals(await nodeInUse(stack, people), node);
        (await generations(people)).forEach((now, i) => assertNotEquals(now, before[i]));
        await stack.restart(node);
      });
      const [ada, ben] = people.map(({ page }) => page);
      if (!ada || !ben) throw new Error("Cannot test: nobody is there");
      const [sharer, muter] = [await ada.peerId(), await ben.peerId()];
      await context.step("tracks change and begin while a plane stands by", async () => {
        await allSecured(people);
        await ben.toggle("Camera");
        await ada.page.locator(`[data-peer-id="${muter}"] video`).first().waitFor({
          state: "detached",
        });
        await ada.share();
        await ben.untilReceiving(sharer, "screen");
        await ben.toggle("Camera");
        await ada.untilReceiving(muter, "cam");
        await ben.toggle("Microphone");
        await ada.page.getByRole("group", { name: "Ben, muted" }).waitFor();
      });
      await context.step("the node that took over is drained", async () => {
        await until(
          "Ben could see the shared screen on his second plane too",
          () => ben.state(),
          (state) => (state?.standby?.ready ?? 0) >= 5,
        );
        const shown = await whatIsShown(people);
        const node = await nodeInUse(stack, people);
        const struckAt = epochMs();
        stack.expectEnd(node);
        const reply = await stack.bus.request(
          subjects.mediaDrain(node),
          { v: 1, draining: true },
          ANSWER_LIMIT_MS,
        );
        assertEquals(DrainReply.parse(reply).ok, true);
        const { alive } = stack.process(node);
        assertEquals(alive, true, "it leaves when the room has");
        await until(
          `${node} has ended itself`,
          () => !stack.process(node).alive,
        );
        await ben.untilReceiving(sharer, "screen");
        await ada.untilReceiving(muter, "cam");
        await untilShown(people, shown);
        await ben.toggle("Microphone");
        await allReceive(people);
        assertEquals(await statusesSince(people, struckAt), people.map(() => []));
        await stack.restart(node);
      });
    });
  },
});

Deno.test({
  ...OFF,
  name: "a call in browsers goes on by itself where its media node and every control host die",
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 2, mediaNodes: 2 });
    await using browser = await launchChromium();
    await callInBrowsers({ stack, browser, names: ["Ada", "Ben"] }, async (people) => {
      await allSecured(people);
      const node = await nodeInUse(stack, people);
      for (const host of ["control-1", "control-2"]) await stack.kill(host);
      await killNode(stack, node);
      const struckAt = epochMs();
      await allSeeAfter(people, struckAt);
      await allReceive(people);
      // Nobody is there to say what is to happen: what they found by themselves has to last.
      await until("that has lasted", epochMs, (now) => now - struckAt > ALONE_MS, 2 * ALONE_MS);
      await allReceive(people);
      for (const host of ["control-1", "control-2"]) await stack.restart(host);
      await stack.restart(node);
      for (const { page } of people) await page.untilJoined();
      await allReceive(people);
      await allSecured(people);
    });
  },
});

async function killNode(stack: Stack, node: string): Promise<void> {
  const worker = await workerOf(stack, node);
  const killed = stack.kill(node);
  Deno.kill(worker, "SIGKILL"); // Its machine is gone, not the process alone.
  await killed;
}

async function generations(people: readonly Person[]): Promise<(number | undefined)[]> {
  return await Promise.all(people.map(async ({ page }) => (await page.state())?.generation));
}
