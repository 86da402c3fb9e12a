/**
 * A button that opens a list of things to do. The list is a popover: above everything, gone with
 * Escape or a click elsewhere; arrow keys walk through it.
 */
import type { ComponentChild, ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { CheckIcon } from "./icons.tsx";

const EDGE_PX = 8;

export interface MenuItem {
  readonly key: string;
  readonly label: string;
  readonly icon?: ComponentChild;
  readonly isDanger?: boolean;
  /** A line above it parts it from those before. */
  readonly isApart?: boolean;
  /** One of several to choose from, or something that is on or off; unsaid: neither. */
  readonly choice?: { readonly kind: "radio" | "checkbox"; readonly isOn: boolean };
  readonly run: () => void;
}

export interface MenuProps {
  /** Read to screen readers; the button shows `children`. */
  label: string;
  items: readonly MenuItem[];
  class: string;
  children: ComponentChildren;
  testId?: string;
  /** Beside each other instead of below. */
  isRow?: boolean;
}

export function Menu(
  { label, items, class: className, children, testId, isRow = false }: MenuProps,
) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const isOpen = useSignal(false);

  useLayoutEffect(() => {
    if (!isOpen.value || !button.current || !list.current) return;
    place(list.current, button.current.getBoundingClientRect());
    itemsOf(list.current)[0]?.focus();
  }, [isOpen.value]);

  function choose(item: MenuItem): void {
    list.current?.hidePopover();
    button.current?.focus(); // Before a dialog opens, which gives the focus back to where it was.
    item.run();
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        class={className}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen.value}
        title={label}
        data-testid={testId}
        popovertarget={id}
      >
        {children}
      </button>
      <div
        ref={list}
        id={id}
        class="menu"
        popover="auto"
        role="menu"
        aria-label={label}
        data-row={isRow}
        onToggle={(event) => isOpen.value = event.newState === "open"}
        onKeyDown={(event) => walk(event, itemsOf(event.currentTarget))}
      >
        {isOpen.value && items.map((item) => (
          <button
            key={item.key}
            type="button"
            role={item.choice ? `menuitem${item.choice.kind}` as const : "menuitem"}
            aria-checked={item.choice?.isOn}
            class="menu-item"
            tabIndex={-1}
            data-danger={item.isDanger ?? false}
            data-apart={item.isApart ?? false}
            aria-label={isRow ? item.label : undefined}
            onClick={() => choose(item)}
          >
            {item.icon}
            {!isRow && <span>{item.label}</span>}
            {item.choice && <span class="menu-check">{item.choice.isOn && <CheckIcon />}</span>}
          </button>
        ))}
      </div>
    </>
  );
}

const itemsOf = (list: HTMLElement) => [...list.querySelectorAll<HTMLElement>("[role^=menuitem]")];

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowRight: 1,
  ArrowUp: -1,
  ArrowLeft: -1,
};

function walk(event: KeyboardEvent, items: readonly HTMLElement[]): void {
  const at = items.findIndex((item) => item === document.activeElement);
  const step = STEPS[event.key];
  const next = event.key === "Home" ? 0 : event.key === "End" ? -1 : step && at + step;
  if (event.key === "Tab") return event.preventDefault();
  if (next === undefined) return;
  event.preventDefault();
  items.at(next % items.length)?.focus();
}

/** Below the button or above it, wherever there is room, inside the window. */
function place(list: HTMLElement, at: DOMRect): void {
  const { width, height } = list.getBoundingClientRect();
  const isBelow = at.bottom + height + EDGE_PX < innerHeight;
  const top = isBelow ? at.bottom + 4 : at.top - height - 4;
  const left = Math.min(at.left, innerWidth - width - EDGE_PX);
  list.style.top = `${Math.max(EDGE_PX, top)}px`;
  list.style.left = `${Math.max(EDGE_PX, left)}px`;
}
