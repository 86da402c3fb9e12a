/** Gateways and networks go and come in real browsers; the call does not. */
import { assertEquals } from "@std/assert";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { launchChromium } from "./chromium.ts";
import {
  allReceive,
  allSecured,
  callInBrowsers,
  longestFreeze,
  type Person,
  statusesSince,
  whatIsShown,
} from "./people.ts";
import { epochMs } from "./probe/mod.ts";

/** Noticing a frozen gateway takes a ping and its answer's time. */
const BACK_LIMIT_MS = 15_000;
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
        await ada.page.page.evaluate(() => globalThis.dispatchEvent(new Event("online")));
        await until(
          "ICE was restarted on both planes",
          async () => (await ada.page.state())?.iceRestarts,
          (restarts) => restarts === 2,
          BACK_LIMIT_MS,
        );
        await allReceive(people);
        assertEquals((await ada.page.state())?.mediaHealthy, true);
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
    BACK_LIMIT_MS,
  );
  const statuses = ["status reconnecting", "status joined"];
  assertEquals((await statusesSince([ada], struckAt))[0], statuses);
  await allReceive(people);
  const freeze = await longestFreeze(people, struckAt);
  assertEquals(freeze < UNINTERRUPTED_MS, true, `media stood for ${freeze} ms`);
  await until(
    "everybody is shown as connected",
    () => whatIsShown(people),
    (now) => JSON.stringify(now) === JSON.stringify(shown),
    BACK_LIMIT_MS,
  );
}

async function gatewayOf(stack: Stack, { probe }: Person): Promise<string> {
  const url = await probe.gateway();
  return stack.gateways.find(({ socketUrl }) => socketUrl === url)?.name ?? "none";
}
