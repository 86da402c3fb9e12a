/** What one person may do with the recording that is on, as entries of a menu. */
import type { Call } from "../../models/call.ts";
import { t } from "../../strings/mod.ts";
import { FlagIcon, PauseIcon, RecordIcon, StopIcon } from "../icons.tsx";
import type { MenuItem } from "../menu.tsx";

/** Empty for who may do nothing; reads signals. */
export function recordingItems(call: Call): MenuItem[] {
  const { recording } = call;
  const state = recording.now()?.state;
  if (state === undefined) return [];
  const marks: MenuItem[] = [
    {
      key: "mark",
      label: t.recording.mark,
      icon: <FlagIcon />,
      run: () => recording.mark(),
    },
    {
      key: "mark-with",
      label: t.recording.markWith,
      icon: <FlagIcon />,
      run: () => recording.asked.value = "highlight",
    },
  ];
  const isPaused = state === "paused";
  const rule: MenuItem[] = [
    {
      key: "pause",
      label: isPaused ? t.recording.resume : t.recording.pause,
      icon: isPaused ? <RecordIcon /> : <PauseIcon />,
      run: () => recording.setPaused(!isPaused),
    },
    {
      key: "stop",
      label: t.recording.stopEllipsis,
      icon: <StopIcon />,
      isDanger: true,
      isApart: true,
      run: () => recording.asked.value = "stop",
    },
  ];
  return [...(call.can("react") ? marks : []), ...(call.can("record") ? rule : [])];
}

/** Under "More", where there is no button of its own; reads signals. */
export function recordItem(call: Call): MenuItem[] {
  if (!call.can("record")) return [];
  const isOn = call.recording.now() !== null;
  return [{
    key: "record",
    label: isOn ? t.recording.stopEllipsis : t.recording.startLong,
    icon: isOn ? <StopIcon /> : <RecordIcon />,
    run: () => isOn ? void (call.recording.asked.value = "stop") : void call.recording.start(),
  }];
}
