/** Where tiles are on a real page, in every layout and on windows of every kind. */
import { assert, assertEquals } from "@std/assert";
import { LAYOUT_MODES } from "../../ui/models/layout/mod.ts";
import { until } from "./until.ts";
import type { CallPage } from "./call_page.ts";
import { browserTest } from "./scene.ts";

const SIZES = {
  desktop: { width: 1_280, height: 800 },
  tablet: { width: 820, height: 1_180 },
  phone: { width: 390, height: 844 },
  turned: { width: 844, height: 390 },
  small: { width: 340, height: 400 },
} as const;
const SMALL_VIEWPORT = { width: 480, height: 360 } as const;

interface Box {
  readonly what: string;
  readonly role: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

// One plane: where another takes over, its players take over too.
const ONE_PLANE = { mediaNodes: 1, standby: false } as const;

browserTest("layouts of a call", ONE_PLANE, async ({ stack, shots, enter, step }) => {
  const ada = await enter("Ada", stack.gateway(0).httpUrl);
  await ada.startMeeting();
  await ada.join();
  const ben = await enter("Ben", ada.page.url(), { viewport: SMALL_VIEWPORT });
  await ben.join();
  const eva = await enter("Eva", ada.page.url(), { viewport: SMALL_VIEWPORT });
  await eva.join();
  const [benId, evaId] = [await ben.peerId(), await eva.peerId()];
  await ada.untilReceiving(benId, "cam");
  await ada.untilReceiving(evaId, "cam");
  const staged = () => tilesOf(ada, "stage");

  await step("no tile covers another, and all are in the window", async () => {
    for (const [name, size] of Object.entries(SIZES)) {
      await ada.page.setViewportSize(size);
      for (const mode of LAYOUT_MODES) {
        await untilMode(ada, mode);
        await untilWhole(ada, `${name}, ${mode}`);
        await ada.screenshot(`${shots}/layout-${name}-${mode}.png`);
        await ada.page.keyboard.press("v");
      }
    }
    await ada.page.setViewportSize(SIZES.desktop);
  });

  await step("the players stay the same, and go on", async () => {
    await untilMode(ada, "auto");
    const players = await markPlayers(ada);
    assert(players >= 3);
    for (let press = 0; press < LAYOUT_MODES.length; press++) {
      await ada.page.keyboard.press("v");
      assertEquals(await markedPlayers(ada), players);
    }
    await ada.untilReceiving(benId, "cam");
    await until(
      "every player plays",
      () =>
        ada.page.locator("video.tile-video").evaluateAll((all) =>
          all.filter((video) => video instanceof HTMLVideoElement && video.paused).length
        ),
      (paused) => paused === 0,
    );
  });

  await step("a tile is pinned by key, and unpinned by a double click", async () => {
    await untilMode(ada, "auto");
    await until("nobody is large yet", staged, (tiles) => tiles.length === 0);
    const tile = ada.page.getByRole("group", { name: "Eva" });
    await tile.focus();
    await ada.page.keyboard.press("Enter");
    await until("Eva is large", staged, (tiles) => tiles.join() === evaId);
    await untilWhole(ada, "pinned");
    await ada.page.getByRole("group", { name: "Eva, pinned" }).dblclick();
    await until("nobody is large", staged, (tiles) => tiles.length === 0);
    await tile.focus();
    await ada.page.keyboard.press("ArrowLeft");
    const focused = () =>
      ada.page.evaluate(() => document.activeElement?.getAttribute("data-peer-id") ?? null);
    await until("the tile beside is in focus", focused, (peerId) => peerId === benId);
  });

  await step("a shared screen comes first, and can be looked at closely", async () => {
    // The room of the sharer's window does not matter: what is shared is a screen.
    await ben.page.setViewportSize(SIZES.desktop);
    await ben.share();
    await ada.untilReceiving(benId, "screen");
    const screen = ada.page.locator("[data-source=screen][data-role=stage]");
    await screen.locator("video[data-ready=true]").waitFor();
    await untilWhole(ada, "shared");
    for (const [name, size] of Object.entries(SIZES)) {
      await ada.page.setViewportSize(size);
      await untilWhole(ada, `${name}, shared`);
      await ada.screenshot(`${shots}/layout-${name}-shared.png`);
    }
    await ada.page.setViewportSize(SIZES.desktop);
    await screen.hover();
    await ada.page.mouse.wheel(0, -400);
    await ada.page.locator("[data-zoomed=true]").waitFor();
    await screen.dblclick({ position: { x: 300, y: 300 } });
    await ada.page.locator("[data-zoomed=false][data-source=screen]").waitFor();
    await ada.page.getByTestId("layout").click();
    await ada.page.getByRole("menuitemradio", { name: "Gallery" }).click();
    await until("all are alike", staged, (tiles) => tiles.length === 0);
    await untilWhole(ada, "gallery with a screen");
  });

  await step("oneself can be hidden, and the choice is remembered", async () => {
    const self = ada.page.locator("[data-testid=tile][data-self=true]");
    assertEquals(await self.count(), 1);
    await ada.page.getByTestId("layout").click();
    await ada.page.getByRole("menuitemcheckbox", { name: "Hide my own picture" }).click();
    await self.waitFor({ state: "hidden" });
    const kept = () => ada.page.evaluate(() => localStorage.getItem("parley.preferences") ?? "{}");
    await until("both choices are kept", kept, (text) => {
      const { layout, hidesSelf } = JSON.parse(text);
      return layout === "gallery" && hidesSelf === true;
    });
  });
});

async function untilMode(page: CallPage, mode: string): Promise<void> {
  await page.page.locator(`.gallery[data-mode=${mode}]`).waitFor();
}

/** Peer ids of the tiles in a role. */
async function tilesOf({ page }: CallPage, role: string): Promise<string[]> {
  return await page.locator(`[data-testid=tile][data-role=${role}]`).evaluateAll((tiles) =>
    tiles.map((tile) => tile.getAttribute("data-peer-id") ?? "")
  );
}

/** Waits until tiles have come to rest where they belong. */
async function untilWhole(page: CallPage, what: string): Promise<void> {
  await until(
    `tiles are whole: ${what}`,
    () => faultsOf(page),
    (faults) => faults.length === 0,
  );
}

/** What is wrong with where things are; empty: nothing. */
async function faultsOf({ page }: CallPage): Promise<string[]> {
  const { window, boxes, canScroll } = await page.evaluate(() => {
    const boxOf = (what: string, element: Element): Box => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      return { what, role: element.getAttribute("data-role") ?? "", left, top, right, bottom };
    };
    const bars = [".top-bar", ".control-bar", ".pager"].flatMap((selector) => {
      const bar = document.querySelector(selector);
      return bar ? [boxOf(selector, bar)] : [];
    });
    const tiles = [...document.querySelectorAll("[data-testid=tile]")].map((tile) =>
      boxOf(tile.getAttribute("aria-label") ?? "", tile)
    );
    const { scrollWidth, scrollHeight } = document.documentElement;
    return {
      window: { right: innerWidth, bottom: innerHeight },
      boxes: [...bars, ...tiles],
      canScroll: scrollWidth > innerWidth || scrollHeight > innerHeight,
    };
  });
  const faults = boxes.filter(({ left, top, right, bottom }) =>
    left < 0 || top < 0 || right > window.right || bottom > window.bottom
  ).map(({ what }) => `${what} is outside`);
  if (canScroll) faults.push("the page is larger than its window");
  const fixed = boxes.filter(({ role }) => role !== "corner");
  if (fixed.every(({ role }) => role === "")) faults.push("there are no tiles");
  for (const [index, a] of fixed.entries()) {
    if (a.right - a.left < 40 || a.bottom - a.top < 30) faults.push(`${a.what} is too small`);
    for (const b of fixed.slice(index + 1)) {
      const isApart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top ||
        b.bottom <= a.top;
      if (!isApart) faults.push(`${a.what} covers ${b.what}`);
    }
  }
  return faults;
}

/** Writes on every player of a tile that it was there; returns how many there are. */
async function markPlayers({ page }: CallPage): Promise<number> {
  return await page.locator("video.tile-video").evaluateAll((players) => {
    for (const player of players) player.setAttribute("data-marked", "true");
    return players.length;
  });
}

async function markedPlayers({ page }: CallPage): Promise<number> {
  return await page.locator("video.tile-video[data-marked=true]").count();
}
