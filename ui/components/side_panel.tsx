/**
 * The frame of what opens beside the stage: on a phone it covers everything. The focus goes into it
 * and back to where it came from; Escape closes it.
 */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { PanelName, Panels } from "../models/panels.ts";
import { t } from "../strings/mod.ts";
import { CloseIcon } from "./icons.tsx";

export function SidePanel(
  { name, title, panels, children }: {
    name: PanelName;
    title: string;
    panels: Panels;
    children: ComponentChildren;
  },
) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    heading.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  function press(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    // Menus and dialogs inside close themselves.
    const target = event.target;
    if (target instanceof Element && target.closest("[popover], dialog")) return;
    event.preventDefault();
    panels.close();
  }

  return (
    <aside
      class="side-panel"
      aria-labelledby={`panel-${name}`}
      data-testid={`panel-${name}`}
      onKeyDown={press}
    >
      <header class="panel-header">
        <h2 id={`panel-${name}`} ref={heading} tabIndex={-1}>{title}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label={t.call.close}
          title={t.call.close}
          onClick={() => panels.close()}
        >
          <CloseIcon />
        </button>
      </header>
      {children}
    </aside>
  );
}
