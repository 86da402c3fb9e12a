/** A call that may use relays only, in real browsers: it flows, and outlives the relay it goes through. */
import { assert, assertEquals } from "@std/assert";
import { Stack } from "../harness/stack.ts";
import { TurnServer } from "../harness/turn_server.ts";
import { until } from "../harness/until.ts";
import { launchChromium } from "./chromium.ts";
import { allReceive, callInBrowsers, longestFreeze, type Person } from "./people.ts";
import { epochMs } from "./probe/mod.ts";

/** Noticing takes under a second, another way about half of one; the rest is for a busy machine. */
const BACK_LIMIT_MS = 15_000;

Deno.test({
  name: "a relayed call comes back by ICE restart when its relay is killed",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (context) => {
    await using first = await TurnServer.start({ host: "127.0.0.2" });
    await using second = await TurnServer.start({ host: "127.0.0.3" });
    await using stack = await Stack.start({
      mediaNodes: 1,
      controlVariables: {
        PARLEY_TURN_URLS: [...first.urls, ...second.urls].join(","),
        PARLEY_ICE_POLICY: "relay",
      },
    });
    await using browser = await launchChromium();
    await callInBrowsers({ stack, browser, names: ["Ada", "Ben"] }, async (people) => {
      const [ada] = people;
      await context.step("media flow through relays and nothing else", async () => {
        for (const { page } of people) {
          for (const path of await page.paths()) assertEquals(path?.candidate, "relay", page.name);
        }
      });
      await context.step(
        "the relay of one is killed, and everybody goes on by the other",
        async () => {
          const [victim = ""] = await relaysOf(ada);
          const way = (await ada.page.paths())[0]?.protocol;
          const dying = [first, second].find(({ host }) => victim.startsWith(host));
          assert(dying, `no relay of ours: ${victim}`);
          const before = (await ada.page.state())?.iceRestarts ?? 0;
          const killedAt = epochMs();
          await dying.kill();
          await ada.page.until("has restarted ICE", ({ iceRestarts }) => iceRestarts > before);
          const restartedMs = Math.round(epochMs() - killedAt);
          await until(
            "nobody's way leads through it",
            async () => (await Promise.all(people.map(relaysOf))).flat(),
            (relays) => relays.every((relay) => !relay.startsWith(dying.host)),
            BACK_LIMIT_MS,
          );
          await allReceive(people);
          const gapMs = await longestFreeze(people, killedAt);
          console.log(
            `a relay died (by ${way}): ICE restarted after ${restartedMs} ms, gap ${
              Math.round(gapMs)
            } ms`,
          );
          assert(gapMs < BACK_LIMIT_MS, `pictures stood for ${gapMs} ms`);
          assert((await ada.page.state())?.status === "joined");
        },
      );
    });
  },
});

async function relaysOf({ page }: Person): Promise<string[]> {
  return (await page.paths()).flatMap((path) => path?.relay ?? "none");
}
