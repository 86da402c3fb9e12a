/** Tells people what happens to their devices, and lets them answer. */
import { t } from "../strings/mod.ts";
import { announce } from "./announcer.ts";
import type { DeviceNews, Devices } from "./devices.ts";
import type { Arrival } from "./device_lists.ts";
import { preferences, remember } from "./preferences.ts";
import type { Toasts, ToastWish } from "./toasts.ts";

/** Returns the way to stop. */
export function startDeviceNews(devices: Devices, toasts: Pick<Toasts, "show">): () => void {
  return devices.onNews((news) => {
    const wish = toastOf(news, devices);
    if (wish) toasts.show(wish);
  });
}

function toastOf(news: DeviceNews, devices: Devices): ToastWish | undefined {
  switch (news.type) {
    case "arrived": {
      const { arrival } = news;
      return {
        id: "device-arrived",
        text: t.settings.arrived(arrival.label),
        lasting: true,
        actions: [
          { label: t.settings.keep, run: () => {} },
          { label: t.settings.use, isMain: true, run: () => use(arrival, devices) },
        ],
      };
    }
    case "lost":
      return lostToast(news);
    case "kept": {
      const text = t.settings.kept[news.problem](news.label || t.settings.another);
      return { id: `device-${news.kind}`, text, tone: "problem" };
    }
    case "allowed": {
      const { kind } = news;
      return {
        id: `device-${kind}`,
        text: t.settings.allowed[kind],
        lasting: true,
        actions: [
          { label: t.settings.keep, run: () => {} },
          {
            label: t.devices.turnOn[kind],
            isMain: true,
            run: () => {
              if (!devices[kind].peek().isOn) devices.toggle(kind);
            },
          },
        ],
      };
    }
    case "effect-stopped": {
      const { effect, why } = news;
      return {
        id: `effect-${effect}`,
        text: t.processing.stopped[effect][why],
        tone: "problem",
        lasting: true,
        actions: [
          { label: t.settings.keep, run: () => {} },
          {
            label: t.processing.retry,
            isMain: true,
            run: () => devices.processing.retry(effect),
          },
        ],
      };
    }
    default:
      return news satisfies never;
  }
}

function lostToast(
  { kind, label, now, problem }: Extract<DeviceNews, { type: "lost" }>,
): ToastWish {
  const id = `device-${kind}`;
  if (now !== null || kind === "speaker") {
    return { id, text: t.settings.lost[kind](label, now || t.settings.another) };
  }
  const isWithdrawn = problem === "denied" || problem === "blocked";
  const text = isWithdrawn ? t.settings.withdrawn[kind] : t.settings.gone[kind](label);
  return { id, text, tone: "problem", lasting: true };
}

/** All that the new thing has: a headset is heard and spoken into. */
async function use(arrival: Arrival, devices: Devices): Promise<void> {
  const { microphoneId, cameraId, speakerId } = arrival;
  if (speakerId !== undefined && speakerId !== preferences.peek().speakerId) {
    remember({ speakerId });
  }
  if (microphoneId !== undefined) await devices.choose("microphone", microphoneId);
  if (cameraId !== undefined) await devices.choose("camera", cameraId);
  announce(arrival.label);
}
