/** Gateways and networks go and come in real browsers; the call does not. */
import { assertEquals } from "@std/assert";
import { Stack } from "../harness/stack.ts";
import { until } from "./until.ts";
import { launchChromium } from "./chromium.ts";
import {
  allReceive,
  allSecured,
  callInBrowsers,
  longestFreeze,
  type Person,
  statusesSince,
  untilShown,
  whatIsShown,
} from "./people.ts";
import { epochMs } from "./probe/mod.ts";

/** Even a machine that has ten others' work to do draws a frame in this time. */
const UNINTERRUPTED_MS = 5_000;

Deno.test({
  name: "people in browsers come back by another gateway, and find new ways on another network",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (context) => {
    await using stack = await Stack.start({ controlHosts: 2, gateways: 2, mediaNodes: 2 });
    await using browser = await launchChromium();
    await callInBrowsers({ stack, browser, names: ["Ada", "Ben"] }, async (people) => {
      const [ada] = people;
      await allSecured(people);
      await context.step("a gateway is killed", async () => {
        const victim = await gatewayOf(stack, ada);
        await comesBack(stack, people, () => stack.kill(victim));
        await stack.restart(victim);
      });
      await context.step("a gateway is frozen", async () => {
        const process = stack.process(await gatewayOf(stack, ada));
        try {
          await comesBack(stack, people, () => process.signal("SIGSTOP"));
        } finally {
          process.signal("SIGCONT");
        }
      });
      await context.step("the network changes", async () => {
        await allSecured(people);
        const restarts = async () => (await ada.page.state())?.iceRestarts ?? 0;
        const before = await restarts();
        await ada.page.page.evaluate(() => globalThis.dispatchEvent(new Event("online")));
        await until("ICE was restarted on both planes", restarts, (now) => now >= before + 2);
        await allReceive(people);
        await ada.page.until("misses nothing", ({ mediaHealthy }) => mediaHealthy);
        await allSecured(people);
      });
    });
  },
});

/** Strikes at the first person's gateway and waits until nobody can tell. */
async function comesBack(
  stack: Stack,
  people: readonly [Person, ...Person[]],
  blow: () => Promise<void> | void,
): Promise<void> {
  const [ada] = people;
  const victim = await gatewayOf(stack, ada);
  const shown = await whatIsShown(people);
  const struckAt = epochMs();
  await blow();
  await until(
    "she is back on another gateway",
    async () => [await gatewayOf(stack, ada), (await ada.page.state())?.status],
    ([gateway, status]) => gateway !== "none" && gateway !== victim && status === "joined",
  );
  await until(
    "she was away once",
    async () => (await statusesSince([ada], struckAt))[0]?.join(),
    (statuses) => statuses === "status reconnecting,status joined",
  );
  await allReceive(people);
  const freeze = await longestFreeze(people, struckAt);
  assertEquals(freeze < UNINTERRUPTED_MS, true, `media stood for ${freeze} ms`);
  await untilShown(people, shown);
}

async function gatewayOf(stack: Stack, { probe }: Person): Promise<string> {
  const url = await probe.gateway();
  return stack.gateways.find(({ socketUrl }) => socketUrl === url)?.name ?? "none";
}
