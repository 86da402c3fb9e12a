/** What a call needs of the machine it runs on, and tells of it: screen, lock screen, devices. */
import { computed, effect } from "@preact/signals";
import { t } from "../strings/mod.ts";
import type { Call } from "./call.ts";
import { startDeviceNews } from "./device_news.ts";
import { showMediaControls } from "./media_controls.ts";
import { keepAwake } from "./wake_lock.ts";

/** Returns the way to stop. `leave`: hangs up. */
export function startCallCare(call: Call, leave: () => void): () => void {
  const { devices, screens, toasts } = call;
  const stops = [
    keepAwake(),
    startDeviceNews(devices, toasts),
    showMediaControls({
      title: computed(() => t.call.pageTitle(call.title.value)),
      artist: t.product,
      isMicrophoneOn: computed(() => devices.microphone.value.isOn),
      isCameraOn: computed(() => devices.camera.value.isOn),
      toggleMicrophone: () => !call.lacks("speak") && devices.toggle("microphone"),
      toggleCamera: () => !call.lacks("video") && devices.toggle("camera"),
      hangUp: leave,
    }),
    effect(() => {
      const sent = call.quality.latest.value?.sent ?? [];
      devices.processing.setEncoderLimited(sent.some(({ limit }) => limit === "cpu"));
    }),
    screens.onGone(() => toasts.show({ id: "share-stopped", text: t.share.gone })),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
