/** Which side panel is open: one at a time. */
import { type ReadonlySignal, signal } from "@preact/signals";

export type PanelName = "people" | "chat" | "polls" | "breakouts";

export interface Panels {
  readonly open: ReadonlySignal<PanelName | null>;
  show(name: PanelName): void;
  toggle(name: PanelName): void;
  close(): void;
}

export function createPanels(): Panels {
  const open = signal<PanelName | null>(null);
  return {
    open,
    show: (name) => open.value = name,
    toggle: (name) => open.value = open.peek() === name ? null : name,
    close: () => open.value = null,
  };
}
