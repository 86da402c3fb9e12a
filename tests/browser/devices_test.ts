/** Microphones, cameras and speakers, as they come, go, fail and are changed for others. */
import { assertEquals } from "@std/assert";
import type { Browser, Page } from "playwright-core";
import { until } from "./until.ts";
import { launchChromium } from "./chromium.ts";
import {
  BUILT_IN,
  type FakeDevice,
  HEADSET,
  installFakeDevices,
  openDevices,
  plug,
  unplug,
} from "./fake_devices.ts";
import { ensurePage } from "./page_build.ts";
import { browserTest } from "./scene.ts";
import { person, ScriptedRoom, type ScriptedRoomOptions } from "./scripted_room.ts";
import { installSdpRounds, sdpRounds, sentOf } from "./sdp_rounds.ts";

const SECOND_CAMERA: FakeDevice = { id: "cam-2", kind: "videoinput", label: "Desk camera" };
const BACK_CAMERA: FakeDevice = {
  id: "back",
  kind: "videoinput",
  label: "Back camera",
  facing: "environment",
};

const picker = (page: Page, label: string) => page.getByRole("combobox", { name: label });
const toast = (page: Page) => page.getByTestId("toasts");
const control = (page: Page, kind: "microphone" | "camera", isOn: boolean) =>
  page.locator(`.control[data-kind=${kind}][data-on=${isOn}]`).waitFor();
const untilOpen = (page: Page, ids: readonly string[]) =>
  until("these devices are open", () => openDevices(page), (open) => open.join() === ids.join());

async function openSettings(page: Page, tab: "Audio" | "Video"): Promise<void> {
  await page.getByTestId("more").click();
  await page.getByRole("menuitem", { name: "Settings" }).click();
  await page.getByRole("tab", { name: tab }).click();
}

const withCamera = (id: string) =>
  person(id, { producers: [{ id: `${id}:cam`, source: "cam", paused: false }] });

/** Somebody in a room with no servers behind it, with devices of the test's choice. */
function roomWith(
  browser: Browser,
  devices: readonly FakeDevice[],
  options: Partial<ScriptedRoomOptions> = {},
): Promise<ScriptedRoom> {
  return ScriptedRoom.open(browser, {
    peers: [person("self"), person("ben")],
    ...options,
    prepare: async (context) => {
      await installFakeDevices(context, devices);
      await options.prepare?.(context);
    },
  });
}

// One plane: a second one has rounds of SDP of its own, whenever it is there.
const ONE_PLANE = { mediaNodes: 1, standby: false } as const;

browserTest("devices are changed during a call", ONE_PLANE, async ({ stack, enter, step }) => {
  const ada = await enter("Ada", stack.gateway(0).httpUrl, {
    prepare: async (context) => {
      await installFakeDevices(context, [...BUILT_IN, ...HEADSET, SECOND_CAMERA]);
      await installSdpRounds(context);
    },
  });
  const { page } = ada;
  const sends = (kind: "audio" | "video", label: string) =>
    until(
      `${label} is sent`,
      () => sentOf(page, kind),
      (sent) => sent.label === label && sent.packets > 0,
    );
  const rises = async (kind: "audio" | "video") => {
    const { packets } = await sentOf(page, kind);
    await until(`more ${kind} is sent`, () => sentOf(page, kind), (now) => now.packets > packets);
  };
  await ada.startMeeting();
  await ada.join();
  await sends("audio", "Built-in microphone");
  await sends("video", "Built-in camera");
  const rounds = await sdpRounds(page);

  await step("another microphone and camera are sent without a round of SDP", async () => {
    await openSettings(page, "Audio");
    await picker(page, "Microphone").selectOption("headset-in");
    await sends("audio", "Cosy headset");
    await rises("audio");
    await page.getByRole("tab", { name: "Video" }).click();
    await picker(page, "Camera").selectOption("cam-2");
    await sends("video", "Desk camera");
    await rises("video");
    await untilOpen(page, ["cam-2", "headset-in"]);
    assertEquals(await sdpRounds(page), rounds);
  });

  await step("who saves data sends a small picture, at once", async () => {
    await until("a large picture is sent", () => sentOf(page, "video"), (now) => now.height > 270);
    await page.getByLabel("Save data").check();
    await until(
      "the picture is small",
      () => sentOf(page, "video"),
      ({ height }) => height > 0 && height <= 270,
    );
    await page.getByLabel("Save data").uncheck();
    await page.getByRole("button", { name: "Done" }).click();
    assertEquals(await sdpRounds(page), rounds);
  });

  await step("a mute is kept when the microphone is changed, and by the one after", async () => {
    await ada.toggle("Microphone");
    await unplug(page, "headset-in", "headset-out");
    await toast(page).getByText("Cosy headset was disconnected").waitFor();
    await control(page, "microphone", false);
    await openSettings(page, "Audio");
    await picker(page, "Microphone").selectOption("mic");
    await page.getByRole("button", { name: "Done" }).click();
    const muted = await page.evaluate(() =>
      globalThis.__sdp.connections.flatMap((connection) => connection.getSenders())
        .filter(({ track }) => track?.kind === "audio").every(({ track }) => !track?.enabled)
    );
    assertEquals(muted, true);
    await ada.toggle("Microphone");
    await sends("audio", "Built-in microphone");
    await rises("audio");
    assertEquals(await sdpRounds(page), rounds);
  });
});

/** The sanitizers are off: the browser's driver keeps sockets and timers of its own. */
Deno.test({
  name: "devices come, go and fail",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (context) => {
    await ensurePage();
    await using browser = await launchChromium();

    await context.step("what is plugged in is offered, and used as a whole", async () => {
      await using room = await roomWith(browser, BUILT_IN);
      const { page } = room;
      await untilOpen(page, ["cam", "mic"]);
      await plug(page, HEADSET);
      await toast(page).getByText("Cosy headset is connected. Use it?").waitFor();
      await page.getByRole("button", { name: "Use it" }).click();
      await untilOpen(page, ["cam", "headset-in"]);
      await openSettings(page, "Audio");
      await until(
        "it speaks too",
        () => page.getByLabel("Speaker").inputValue(),
        (id) => id === "headset-out",
      );
      await page.getByTestId("test-sound").click();
      await page.keyboard.press("Escape");
      await unplug(page, "headset-in", "headset-out");
      await toast(page).getByText("You are heard through Built-in microphone").waitFor();
      await toast(page).getByText("Sound comes from Built-in speaker").waitFor();
      await control(page, "microphone", true);
      await untilOpen(page, ["cam", "mic"]);
      await unplug(page, "mic");
      await toast(page).getByText("Nobody hears you").waitFor();
      await page.locator("[data-kind=microphone][data-problem=true]").waitFor();
      assertEquals(room.errors, []);
    });

    await context.step("what does not start is told, and the former is kept", async () => {
      await using room = await roomWith(browser, [...BUILT_IN, SECOND_CAMERA]);
      const { page } = room;
      await untilOpen(page, ["cam", "mic"]);
      await page.evaluate(() => globalThis.__devices.refuse("cam-2", "NotFoundError"));
      await openSettings(page, "Video");
      await picker(page, "Camera").selectOption("cam-2");
      await toast(page).getByText("You stay with Built-in camera").waitFor();
      await untilOpen(page, ["cam", "mic"]);
      assertEquals(room.errors, []);
    });

    await context.step("permission that is taken back, and given again, is told", async () => {
      await using room = await roomWith(browser, BUILT_IN);
      const { page } = room;
      await untilOpen(page, ["cam", "mic"]);
      await page.evaluate(() => globalThis.__devices.permit("microphone", "denied"));
      await toast(page).getByText("may not use your microphone any more").waitFor();
      await control(page, "microphone", false);
      await page.evaluate(() => globalThis.__devices.permit("microphone", "granted"));
      await page.getByRole("button", { name: "Turn on microphone" }).click();
      await control(page, "microphone", true);
      await untilOpen(page, ["cam", "mic"]);
      assertEquals(room.errors, []);
    });

    await context.step("who talks while muted is told, and Space is held to talk", async () => {
      const speech = BUILT_IN.map((device): FakeDevice => ({ ...device, sound: "speech" }));
      await using room = await roomWith(browser, speech);
      const { page } = room;
      await untilOpen(page, ["cam", "mic"]);
      await page.keyboard.press("Control+d");
      await page.getByTestId("muted-talk").waitFor();
      await page.locator("body").click({ position: { x: 5, y: 5 } });
      await page.keyboard.down(" ");
      await control(page, "microphone", true);
      await page.getByTestId("muted-talk").waitFor({ state: "detached" });
      await page.keyboard.up(" ");
      await control(page, "microphone", false);
      await until(
        "that is remembered",
        () => page.evaluate(() => localStorage.getItem("parley.preferences") ?? "{}"),
        (wish) => JSON.parse(wish).microphoneOn === false,
      );
      await page.getByRole("button", { name: "Raise hand" }).focus();
      await page.keyboard.press(" "); // A button in focus is pressed.
      assertEquals(await room.untilAsked("raiseHand"), { type: "raiseHand", raised: true });
      await control(page, "microphone", false);
      assertEquals(room.errors, []);
    });

    await context.step("a microphone without sound is told of before one goes in", async () => {
      const silent = BUILT_IN.map((device): FakeDevice => ({ ...device, sound: "silence" }));
      await using room = await roomWith(browser, silent, { isOutside: true });
      await room.page.getByTestId("no-sound").waitFor();
      await plug(room.page, HEADSET);
      await room.page.getByRole("button", { name: "Use it" }).click();
      await room.page.getByTestId("no-sound").waitFor({ state: "detached" });
      assertEquals(room.errors, []);
    });

    await context.step("settings are walked through by keys, and tune the microphone", async () => {
      await using room = await roomWith(browser, BUILT_IN);
      const { page } = room;
      await openSettings(page, "Audio");
      await page.keyboard.press("ArrowRight");
      await page.getByRole("tab", { name: "Video", selected: true }).waitFor();
      await page.keyboard.press("End");
      await page.getByRole("tab", { name: "General", selected: true }).waitFor();
      await page.keyboard.press("Home");
      await page.getByLabel("Noise suppression").uncheck();
      const asked = await until(
        "the microphone is opened without",
        () => page.evaluate(() => globalThis.__devices.asked("audio")),
        ({ noiseSuppression }) => noiseSuppression === false,
      );
      assertEquals([asked.echoCancellation, asked.autoGainControl], [true, true]);
      await untilOpen(page, ["cam", "mic"]);
      await page.keyboard.press("Escape");
      await page.getByTestId("settings").waitFor({ state: "detached" });
      assertEquals(room.errors, []);
    });

    await context.step("who saves data asks for small pictures of few", async () => {
      const peers = [person("self"), ...["a", "b", "c", "d", "e", "f"].map(withCamera)];
      await using room = await roomWith(browser, BUILT_IN, { peers });
      const heights = () => Promise.resolve(room.view?.tiles.map(({ height }) => height) ?? []);
      await until(
        "six are looked at",
        heights,
        (now) => now.length === 6 && Math.min(...now) > 180,
      );
      await openSettings(room.page, "Video");
      await room.page.getByLabel("Save data").check();
      await until(
        "four come, small",
        heights,
        (now) => now.length === 4 && Math.max(...now) <= 180,
      );
      assertEquals(room.errors, []);
    });

    await context.step(
      "a phone turns its camera, stays awake, and rests while hidden",
      async () => {
        await using room = await roomWith(browser, [...BUILT_IN, BACK_CAMERA], {
          isPhone: true,
          peers: [person("self"), withCamera("ben")],
          prepare: async (context) => void await context.addInitScript(fakeWakeLock),
        });
        const { page } = room;
        await untilOpen(page, ["cam", "mic"]);
        await page.getByTestId("more").click();
        await page.getByRole("menuitem", { name: "Other camera" }).click();
        await untilOpen(page, ["back", "mic"]);
        const awake = () => page.evaluate(() => globalThis.__awake);
        const hide = (isHidden: boolean) =>
          page.evaluate((isHidden) => globalThis.__hide(isHidden), isHidden);
        await until("the screen is kept on", awake, (locks) => locks === 1);
        await hide(true);
        assertEquals(await awake(), 0);
        const looked = () => Promise.resolve(room.view?.tiles.length);
        await until("nobody's picture is asked for", looked, (tiles) => tiles === 0);
        await hide(false);
        await until("the picture is asked for again", looked, (tiles) => tiles === 1);
        await until("the screen is kept on again", awake, (locks) => locks === 1);
        const controls = await page.evaluate(() => ({
          title: navigator.mediaSession.metadata?.title,
          state: navigator.mediaSession.playbackState,
        }));
        assertEquals(controls, { title: "Standup", state: "playing" });
        for (const viewport of [{ width: 844, height: 390 }, { width: 390, height: 844 }]) {
          await page.setViewportSize(viewport);
          await until(
            `nothing is beyond ${viewport.width} by ${viewport.height}`,
            () =>
              page.evaluate(() => ({
                width: document.documentElement.scrollWidth,
                height: document.documentElement.scrollHeight,
              })),
            ({ width, height }) => width <= viewport.width + 1 && height <= viewport.height + 1, // Rounded.
          );
        }
        assertEquals(room.errors, []);
      },
    );
  },
});

declare global {
  /** Screen locks that are held. */
  var __awake: number;
  var __hide: (isHidden: boolean) => void;
}

/** Counts locks, and hides the page, as headless browsers never do. Runs inside the page. */
function fakeWakeLock(): void {
  globalThis.__awake = 0;
  let isHidden = false;
  let held: { released: boolean } | undefined;
  Object.defineProperty(document, "hidden", { get: () => isHidden });
  Object.defineProperty(document, "visibilityState", {
    get: () => isHidden ? "hidden" : "visible",
  });
  const release = (lock: { released: boolean }) => {
    if (!lock.released) globalThis.__awake--;
    lock.released = true;
    return Promise.resolve();
  };
  Object.defineProperty(navigator, "wakeLock", {
    value: {
      request: () => {
        const lock = { released: false, release: () => release(lock) };
        held = lock;
        globalThis.__awake++;
        return Promise.resolve(lock);
      },
    },
  });
  globalThis.__hide = (hide) => {
    isHidden = hide;
    if (hide && held) release(held);
    document.dispatchEvent(new Event("visibilitychange"));
  };
}
