/** Settings of devices and of the page, in a call. Open for as long as it is drawn. */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Devices } from "../models/devices.ts";
import { t } from "../strings/mod.ts";
import { ThemeToggle } from "./common.tsx";
import { DeviceProblems } from "./device_pickers.tsx";
import { CameraIcon, SettingsIcon, SpeakerIcon } from "./icons.tsx";
import { AudioSettings } from "./settings/audio_settings.tsx";
import { GeneralSettings } from "./settings/general_settings.tsx";
import { VideoSettings } from "./settings/video_settings.tsx";
import { type TabOf, Tabs } from "./tabs.tsx";

export function DeviceDialog({ devices, closed }: { devices: Devices; closed: () => void }) {
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    ref.current?.showModal();
  }, []);
  const tabs: readonly TabOf[] = [
    {
      key: "audio",
      label: t.settings.audio,
      icon: <SpeakerIcon />,
      body: () => <AudioSettings devices={devices} />,
    },
    {
      key: "video",
      label: t.settings.video,
      icon: <CameraIcon />,
      body: () => <VideoSettings devices={devices} />,
    },
    {
      key: "general",
      label: t.settings.general,
      icon: <SettingsIcon />,
      body: () => <GeneralSettings />,
    },
  ];
  return (
    <dialog
      ref={ref}
      class="dialog settings"
      aria-labelledby="devices-heading"
      data-testid="settings"
      onClose={closed}
    >
      <form method="dialog">
        <header class="dialog-header">
          <h2 id="devices-heading">{t.devices.heading}</h2>
          <ThemeToggle />
        </header>
        <Tabs label={t.settings.sections} tabs={tabs} />
        <DeviceProblems devices={devices} />
        <div class="dialog-actions">
          <button type="submit" class="button primary" value="done">{t.devices.done}</button>
        </div>
      </form>
    </dialog>
  );
}
