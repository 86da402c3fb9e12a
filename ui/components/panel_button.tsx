/** Opens and closes a side panel, and says how much waits in it. */
import type { Call } from "../models/call.ts";
import { numberText } from "../models/language.ts";
import type { PanelDefinition } from "./panel_list.ts";

export function PanelButton({ call, panel }: { call: Call; panel: PanelDefinition }) {
  const { name, Icon } = panel;
  const isOpen = call.panels.open.value === name;
  const label = panel.label();
  const badge = panel.badge(call);
  return (
    <button
      type="button"
      class="control"
      data-panel={name}
      data-open={isOpen}
      aria-label={badge > 0 ? `${label} (${numberText(badge)})` : label}
      aria-expanded={isOpen}
      title={label}
      onClick={() => call.panels.toggle(name)}
    >
      <Icon />
      <Badge count={badge} />
      <span class="control-label" aria-hidden="true">{label}</span>
    </button>
  );
}

const SHOWN_MAX = 99;

export function Badge({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span class="badge" aria-hidden="true">
      {count > SHOWN_MAX ? `${SHOWN_MAX}+` : numberText(count)}
    </span>
  );
}
