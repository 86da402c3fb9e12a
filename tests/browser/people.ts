/** A call between people in browsers, for tests of what it survives. */
import type { Browser } from "playwright-core";
import type { PeerView } from "../../protocol/mod.ts";
import type { Stack } from "../harness/stack.ts";
import { until } from "./until.ts";
import { withTails } from "../scenarios/table.ts";
import { CallPage } from "./call_page.ts";
import { ensurePage } from "./page_build.ts";
import { CallProbe, epochMs, installProbe } from "./probe/mod.ts";

/** Before ICE finds a dead way by itself (16 s in Chromium), which nobody may wait for. */
const FRAME_LIMIT_MS = 15_000;
const VIEWPORT = { width: 640, height: 480 } as const;

export interface Person {
  readonly page: CallPage;
  readonly probe: CallProbe;
}

/** Runs a test on a call in which everybody sees and hears everybody. */
export async function callInBrowsers(
  { stack, browser, names }: { stack: Stack; browser: Browser; names: readonly string[] },
  test: (people: readonly [Person, ...Person[]]) => Promise<void>,
): Promise<void> {
  await ensurePage();
  await using disposables = new AsyncDisposableStack();
  const people: Person[] = [];
  await withTails(stack, async () => {
    try {
      let url = stack.gateway(0).httpUrl;
      for (const name of names) {
        const page = disposables.use(
          await CallPage.open(browser, { name, url, viewport: VIEWPORT, prepare: installProbe }),
        );
        people.push({ page, probe: await CallProbe.of(page.page) });
        if (people.length === 1) await page.startMeeting();
        await page.join();
        url = page.page.url();
      }
      await allReceive(people);
      const [first, ...others] = people;
      if (!first) throw new TypeError("Cannot call: nobody was named");
      await test([first, ...others]);
    } catch (error) {
      for (const { page, probe } of people) {
        console.error(page.console);
        console.error(JSON.stringify(await page.state().catch(String)));
        console.error((await probe.events(0).catch(() => [])).slice(-40));
      }
      throw error;
    }
  });
}

/** Waits until frames and sound of everybody reach everybody, counted from now. */
export async function allReceive(people: readonly Person[]): Promise<void> {
  const seats = await Promise.all(people.map(({ page }) => page.peerId()));
  await Promise.all(
    people.flatMap(({ page }, index) =>
      seats.filter((_, other) => other !== index).flatMap((peerId) => [
        page.untilReceiving(peerId, "cam"),
        page.untilReceiving(peerId, "mic"),
      ])
    ),
  );
}

/** Waits until every page has a second plane, connected, with everybody's tracks. */
export async function allSecured(people: readonly Person[]): Promise<void> {
  for (const { page } of people) {
    await until(
      `${page.name} has a second plane`,
      () => page.state(),
      (state) =>
        state?.standby?.connected === true && state.standby.ready >= 2 * (people.length - 1),
    );
  }
}

/** Waits until frames of everybody have been put on everybody's screen since `fromMs`. */
export async function allSeeAfter(people: readonly Person[], fromMs: number): Promise<void> {
  for (const { page, probe } of people) {
    await until(
      `${page.name} sees the ${people.length - 1} others`,
      async () => [...await probe.frames(fromMs)].map(([tile, frames]) => [tile, frames.length]),
      (tiles) => tiles.length === people.length - 1,
      FRAME_LIMIT_MS,
    );
  }
}

/** The media node that carries the call; throws where pages disagree for long. */
export async function nodeInUse(stack: Stack, people: readonly Person[]): Promise<string> {
  const ports = await until(
    "everybody's video comes from one node",
    () => Promise.all(people.map(({ probe }) => probe.mediaPort())),
    (ports) => ports[0] !== null && new Set(ports).size === 1,
  );
  return stack.mediaNodeAt(ports[0] ?? 0);
}

/** What must not change when a process dies. */
export interface Unmoved {
  readonly rosters: readonly (readonly PeerView[])[];
  readonly tiles: readonly (readonly string[])[];
}

export async function whatIsShown(people: readonly Person[]): Promise<Unmoved> {
  return {
    rosters: await Promise.all(people.map(async ({ page }) => (await page.state())?.peers ?? [])),
    tiles: await Promise.all(people.map(({ page }) => tilesOf(page))),
  };
}

/** Waits until rosters and tiles are as they were. */
export async function untilShown(people: readonly Person[], shown: Unmoved): Promise<void> {
  const wanted = JSON.stringify(shown);
  await until(
    `roster and tiles are as they were: ${wanted}`,
    () => whatIsShown(people),
    (now) => JSON.stringify(now) === wanted,
  );
}

/** What the link of everybody has been since `fromMs`, in order. */
export async function statusesSince(
  people: readonly Person[],
  fromMs: number,
): Promise<string[][]> {
  return await Promise.all(
    people.map(async ({ probe }) =>
      (await probe.events(fromMs)).map(({ what }) => what).filter((what) =>
        what.startsWith("status")
      )
    ),
  );
}

/** Milliseconds of the longest time that somebody's picture of somebody stood still since then. */
export async function longestFreeze(people: readonly Person[], fromMs: number): Promise<number> {
  const now = epochMs();
  const all = await Promise.all(people.map(({ probe }) => probe.frames(fromMs)));
  return Math.max(
    ...all.flatMap((tiles) =>
      [...tiles.values()].map((frames) => {
        const times = [fromMs, ...frames.map(({ atMs }) => atMs), now];
        return Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at)));
      })
    ),
  );
}

async function tilesOf({ page }: CallPage): Promise<string[]> {
  return await page.getByTestId("tile").evaluateAll((tiles) =>
    tiles.map((tile) =>
      `${tile.getAttribute("data-peer-id")} ${tile.getAttribute("data-source")} ${
        tile.querySelectorAll("video[data-ready=true]").length > 0
      }`
    ).sort()
  );
}
