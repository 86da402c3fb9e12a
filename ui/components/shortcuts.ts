/** Keys that work anywhere in a call, but never while somebody types or a dialog is open. */
import { useEffect } from "preact/hooks";

/** `actions` by the lower-case letter pressed together with Control or Command. */
export function useShortcuts(actions: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      const action = actions[event.key.toLowerCase()];
      if (!action || isTyping(event.target)) return;
      event.preventDefault();
      if (!event.repeat) action();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [actions]);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable ||
    target.closest("input, textarea, select, dialog[open]") !== null;
}
