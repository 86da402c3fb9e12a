/** What one person may do about a live stream, as entries of a menu. */
import type { Call } from "../../models/call.ts";
import { t } from "../../strings/mod.ts";
import { LiveIcon, StopIcon } from "../icons.tsx";
import type { MenuItem } from "../menu.tsx";

/** Empty for who may do nothing; reads signals. */
export function liveItems(call: Call): MenuItem[] {
  if (!call.can("record")) return [];
  const isOn = call.live.now() !== null;
  return [{
    key: "live",
    label: isOn ? t.live.stopEllipsis : t.live.start,
    icon: isOn ? <StopIcon /> : <LiveIcon />,
    isDanger: isOn,
    run: () => isOn ? void (call.live.asked.value = "stop") : call.live.prepare(),
  }];
}
