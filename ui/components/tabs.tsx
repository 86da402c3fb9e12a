/** Sections of which one is seen. Arrow keys go from tab to tab, as the ARIA authoring guide has it. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";

export interface TabOf {
  readonly key: string;
  readonly label: string;
  readonly icon: ComponentChildren;
  readonly body: () => ComponentChildren;
}

export function Tabs({ label, tabs }: { label: string; tabs: readonly TabOf[] }) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const chosen = useSignal(tabs[0]?.key ?? "");
  const shown = tabs.find(({ key }) => key === chosen.value) ?? tabs[0];
  if (!shown) return null;

  function move(event: KeyboardEvent): void {
    const at = tabs.findIndex(({ key }) => key === shown?.key);
    const target = targetOf(event.key, at, tabs.length);
    const to = target === undefined ? undefined : tabs.at(target);
    if (!to) return;
    event.preventDefault();
    chosen.value = to.key;
    list.current?.querySelector<HTMLElement>(`[data-tab="${to.key}"]`)?.focus();
  }

  return (
    <div class="tabs">
      <div ref={list} class="tab-list" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map(({ key, label, icon }) => (
          <button
            key={key}
            id={`${id}-${key}`}
            type="button"
            class="tab"
            role="tab"
            data-tab={key}
            aria-selected={key === shown.key}
            aria-controls={`${id}-panel`}
            tabIndex={key === shown.key ? 0 : -1}
            onClick={() => chosen.value = key}
          >
            {icon}
            {label}
          </button>
        ))}
      </div>
      <div
        key={shown.key}
        id={`${id}-panel`}
        class="tab-panel"
        role="tabpanel"
        aria-labelledby={`${id}-${shown.key}`}
      >
        {shown.body()}
      </div>
    </div>
  );
}

/** Where a key leads; past an end it begins anew. */
function targetOf(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowRight":
      return (at + 1) % count;
    case "ArrowLeft":
      return at - 1;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
