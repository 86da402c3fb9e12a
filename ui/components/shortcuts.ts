/** Keys that work anywhere in a call, but never while somebody types or a dialog is open. */
import { useLayoutEffect } from "preact/hooks";
import { type KeyPress, namesOf } from "../models/keys.ts";

/**
 * `actions` by the name of a key press, as {@linkcode namesOf} has it. A function that is returned
 * runs when the key goes up again.
 */
export type Shortcuts = Readonly<Record<string, () => void | (() => void)>>;

/** They work from the first moment in which what they are for is seen. */
export function useShortcuts(shortcuts: Shortcuts): void {
  useLayoutEffect(() => {
    const held = new Map<string, () => void>();
    const press = (event: KeyboardEvent) => {
      const name = namesOf(event).find((name) => name in shortcuts);
      const action = name === undefined ? undefined : shortcuts[name];
      if (!action || isTaken(event, event.target)) return;
      event.preventDefault();
      if (event.repeat) return;
      const release = action();
      if (typeof release === "function") held.set(event.code, release);
    };
    const release = ({ code }: KeyboardEvent) => {
      held.get(code)?.();
      held.delete(code);
    };
    const releaseAll = () => {
      for (const release of held.values()) release();
      held.clear();
    };
    document.addEventListener("keydown", press);
    document.addEventListener("keyup", release);
    globalThis.addEventListener("blur", releaseAll);
    return () => {
      releaseAll();
      document.removeEventListener("keydown", press);
      document.removeEventListener("keyup", release);
      globalThis.removeEventListener("blur", releaseAll);
    };
  }, [shortcuts]);
}

/** Whether the element in focus has a use for the key itself. */
function isTaken(press: KeyPress, target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target.closest("input, textarea, select, dialog[open], [popover]")) return true;
  return press.key === " " && target.closest("button, a, summary") !== null;
}
