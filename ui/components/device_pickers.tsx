/** Which microphone, camera and speaker. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { DeviceChoice, Devices } from "../models/devices.ts";
import { preferences, remember } from "../models/preferences.ts";
import { playTestSound } from "../models/test_sound.ts";
import { isTouch } from "../models/viewport.ts";
import { t } from "../strings/mod.ts";
import { CameraIcon, FlipIcon, MicrophoneIcon, SpeakerIcon, WarningIcon } from "./icons.tsx";

/** Firefox on phones and Safari leave the choice to the system. */
const canChooseSpeaker = () => "setSinkId" in HTMLMediaElement.prototype;

export function DevicePickers({ devices }: { devices: Devices }) {
  return (
    <div class="pickers">
      <MicrophonePicker devices={devices} />
      <CameraPicker devices={devices} />
      <SpeakerPicker devices={devices} />
    </div>
  );
}

export function MicrophonePicker({ devices }: { devices: Devices }) {
  const { microphones } = devices.lists.value;
  return (
    <Picker
      label={t.devices.microphone}
      icon={<MicrophoneIcon />}
      choices={microphones}
      // What is in use, where the remembered one is not there.
      chosen={devices.microphone.value.device?.id ?? preferences.value.microphoneId}
      choose={(id) => devices.choose("microphone", id)}
    />
  );
}

export function CameraPicker({ devices }: { devices: Devices }) {
  return (
    <Picker
      label={t.devices.camera}
      icon={<CameraIcon />}
      choices={devices.lists.value.cameras}
      chosen={devices.camera.value.device?.id ?? preferences.value.cameraId}
      choose={(id) => devices.choose("camera", id)}
    />
  );
}

/** Not there where the browser lets no page choose. */
export function SpeakerPicker({ devices }: { devices: Devices }) {
  const state = useSignal<"idle" | "playing" | "failed">("idle");
  if (!canChooseSpeaker()) return null;
  async function play(): Promise<void> {
    state.value = "playing";
    try {
      await playTestSound(devices.speakerId.peek());
      state.value = "idle";
    } catch (error) {
      console.warn("Cannot play on this speaker:", error);
      state.value = "failed";
    }
  }
  return (
    <>
      <Picker
        label={t.devices.speaker}
        icon={<SpeakerIcon />}
        choices={devices.lists.value.speakers}
        chosen={devices.speakerId.value}
        choose={(id) => remember({ speakerId: id })}
      >
        <button
          type="button"
          class="button quiet"
          data-testid="test-sound"
          disabled={state.value === "playing"}
          onClick={play}
        >
          {t.settings.testSound}
        </button>
      </Picker>
      {state.value === "failed" && <p class="field-error" role="alert">{t.settings.testFailed}</p>}
    </>
  );
}

function Picker(
  { label, icon, choices, chosen, choose, children }: {
    label: string;
    icon: ComponentChildren;
    choices: readonly DeviceChoice[];
    chosen: string;
    choose: (id: string) => void;
    /** What stands beside the choice. */
    children?: ComponentChildren;
  },
) {
  const isKnown = choices.some(({ id }) => id === chosen);
  return (
    <div class="picker-row">
      <label class="picker">
        <span class="picker-label">{icon}{label}</span>
        <select
          value={isKnown ? chosen : ""}
          disabled={choices.length === 0}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          {!isKnown && (
            <option value="">{choices.length > 0 ? t.devices.standard : t.devices.none}</option>
          )}
          {choices.map(({ id, label: name }, n) => (
            <option key={id} value={id}>{name || t.devices.unnamed(label, n + 1)}</option>
          ))}
        </select>
      </label>
      {children}
    </div>
  );
}

/** Whether there is a camera on the other side, too. Reads signals. */
export const canFlip = (devices: Devices): boolean =>
  isTouch.value && devices.lists.value.cameras.length > 1 && devices.camera.value.track !== null;

/** To the camera on the other side of a phone. */
export function FlipButton({ devices }: { devices: Devices }) {
  if (!canFlip(devices)) return null;
  return (
    <button
      type="button"
      class="control"
      data-testid="flip"
      aria-label={t.settings.turnCamera}
      title={t.settings.turnCamera}
      onClick={() => devices.flip()}
    >
      <FlipIcon />
    </button>
  );
}

/** Says what is wrong with a device and how to get over it. */
export function DeviceProblems({ devices }: { devices: Devices }) {
  const problems = (["microphone", "camera"] as const).flatMap((kind) => {
    const { problem } = devices[kind].value;
    return problem ? [{ kind, problem }] : [];
  });
  if (problems.length === 0) return null;
  return (
    <ul class="problems" role="alert">
      {problems.map(({ kind, problem }) => (
        <li key={kind} data-testid="device-problem" data-device={kind} data-problem={problem}>
          <WarningIcon />
          <span>{t.devices.problem[kind][problem]}</span>
          <button
            type="button"
            class="button quiet"
            onClick={() =>
              devices.toggle(kind)}
          >
            {t.devices.retry}
          </button>
        </li>
      ))}
    </ul>
  );
}
