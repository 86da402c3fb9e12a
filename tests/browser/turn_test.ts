/** A call that may use relays only, in real browsers: it flows, and outlives the relay it goes through. */
import { assert } from "@std/assert";
import { Stack } from "../harness/stack.ts";
import { TurnServer } from "../harness/turn_server.ts";
import { until } from "./until.ts";
import { launchChromium } from "./chromium.ts";
import { allReceive, allSecured, callInBrowsers, longestFreeze, type Person } from "./people.ts";
import { epochMs } from "./probe/mod.ts";

/**
 * Noticing takes under a second, another way a third of one; nine have been seen to pass on a busy machine.
 * Whoever waited for ICE to fail would need more than 16 s.
 */
const BACK_LIMIT_MS = 15_000;
const REGION = "here";

Deno.test({
  name: "a relayed call comes back by ICE restart when its relay is killed",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (context) => {
    await relayedCall({ mediaNodes: 1 }, async (people, [near, far]) => {
      const [ada] = people;
      await context.step("media flow through relays and nothing else", async () => {
        for (const { page } of people) {
          await until(
            `${page.name} sends and receives by relays`,
            () => page.paths(),
            (paths) => paths.length === 2 && paths.every((path) => path?.candidate === "relay"),
          );
        }
      });
      await context.step(
        "the relay of one is killed, and everybody goes on by the other",
        async () => {
          const [victim = ""] = await relaysOf(ada);
          const dying = [near, far].find(({ host }) => victim.startsWith(host));
          assert(dying, `no relay of ours: ${victim}`);
          const before = (await ada.page.state())?.iceRestarts ?? 0;
          const killedAt = epochMs();
          await dying.kill();
          await ada.page.until("has restarted ICE", ({ iceRestarts }) => iceRestarts > before);
          const restartedMs = Math.round(epochMs() - killedAt);
          await until(
            "nobody's way leads through it",
            async () => (await Promise.all(people.map((each) => relaysOf(each)))).flat(),
            (relays) => relays.every((relay) => !relay.startsWith(dying.host)),
            BACK_LIMIT_MS,
          );
          await allReceive(people);
          const gapMs = await gapSince(people, killedAt);
          console.log(`a relay died: ICE restarted after ${restartedMs} ms, gap ${gapMs} ms`);
          assert((await ada.page.state())?.status === "joined");
        },
      );
    });
  },
});

Deno.test({
  name: "a relayed call that stands by on another node does so through another relay",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await relayedCall({ mediaNodes: 2 }, async (people, [near, far]) => {
      await allSecured(people);
      for (const person of people) {
        const used = new Set(await relaysOf(person));
        if (used.size > 1) continue; // Sent by one and received by the other: there is no third.
        const spare = await relaysOf(person, "standby");
        assert(
          !spare.some((relay) => used.has(relay)),
          `${spare} is in use by ${person.page.name}`,
        );
      }
      const [ada] = people;
      const [victim = ""] = await relaysOf(ada);
      const killedAt = epochMs();
      await [near, far].find(({ host }) => victim.startsWith(host))?.kill();
      await allReceive(people);
      console.log(`a relay died, beside a standby: gap ${await gapSince(people, killedAt)} ms`);
    });
  },
});

/** A call of two, for whom the first relay is the nearest. */
async function relayedCall(
  { mediaNodes }: { mediaNodes: number },
  run: (
    people: readonly [Person, ...Person[]],
    relays: readonly [TurnServer, TurnServer],
  ) => Promise<void>,
): Promise<void> {
  await using near = await TurnServer.start({ host: "127.0.0.2" });
  await using far = await TurnServer.start({ host: "127.0.0.3" });
  await using stack = await Stack.start({
    mediaNodes,
    controlVariables: {
      PARLEY_REGION: REGION,
      PARLEY_TURN_URLS: [...near.urls.map((url) => `${url}#${REGION}`), ...far.urls].join(","),
      PARLEY_ICE_POLICY: "relay",
    },
  });
  await using browser = await launchChromium();
  await callInBrowsers(
    { stack, browser, names: ["Ada", "Ben"] },
    (people) => run(people, [near, far]),
  );
}

async function relaysOf({ page }: Person, plane?: "active" | "standby"): Promise<string[]> {
  return (await page.paths(plane)).flatMap((path) => path?.relay ?? "none");
}

/** Of the pictures that stood longest. */
async function gapSince(people: readonly Person[], sinceMs: number): Promise<number> {
  const gapMs = Math.round(await longestFreeze(people, sinceMs));
  assert(gapMs < BACK_LIMIT_MS, `pictures stood for ${gapMs} ms`);
  return gapMs;
}
