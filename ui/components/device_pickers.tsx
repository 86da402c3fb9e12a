/** Which microphone, camera and speaker. */
import type { DeviceChoice, DeviceKind, Devices } from "../models/devices.ts";
import { preferences, remember } from "../models/preferences.ts";
import { t } from "../strings/mod.ts";
import { CameraIcon, MicrophoneIcon, SpeakerIcon, WarningIcon } from "./icons.tsx";

const canChooseSpeaker = () => "setSinkId" in HTMLMediaElement.prototype;

export function DevicePickers({ devices }: { devices: Devices }) {
  const { microphones, cameras, speakers } = devices.lists.value;
  const { microphoneId, cameraId, speakerId } = preferences.value;
  return (
    <div class="pickers">
      <Picker
        label={t.devices.microphone}
        icon={<MicrophoneIcon />}
        choices={microphones}
        // What is in use, where the remembered one is not there.
        chosen={idOf(devices.microphone.value.track) ?? microphoneId}
        choose={(id) => devices.choose("microphone", id)}
      />
      <Picker
        label={t.devices.camera}
        icon={<CameraIcon />}
        choices={cameras}
        chosen={idOf(devices.camera.value.track) ?? cameraId}
        choose={(id) => devices.choose("camera", id)}
      />
      {canChooseSpeaker() && (
        <Picker
          label={t.devices.speaker}
          icon={<SpeakerIcon />}
          choices={speakers}
          chosen={speakerId}
          choose={(id) => remember({ speakerId: id })}
        />
      )}
    </div>
  );
}

const idOf = (track: MediaStreamTrack | null) => track?.getSettings().deviceId;

function Picker(
  { label, icon, choices, chosen, choose }: {
    label: string;
    icon: preact.ComponentChild;
    choices: readonly DeviceChoice[];
    chosen: string;
    choose: (id: string) => void;
  },
) {
  const isKnown = choices.some(({ id }) => id === chosen);
  return (
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
  );
}

/** Says what is wrong with a device and how to get over it. */
export function DeviceProblems({ devices }: { devices: Devices }) {
  const problems = (["microphone", "camera"] as const).flatMap((kind: DeviceKind) => {
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
