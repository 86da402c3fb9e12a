/** Puts a text into the clipboard, and says so for a moment. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { announce } from "../models/announcer.ts";
import { t } from "../strings/mod.ts";
import { CheckIcon } from "./icons.tsx";

const COPIED_SHOWN_MS = 2_000;

export interface CopyButtonProps {
  text: string;
  label: string;
  class: string;
  icon: ComponentChildren;
  /** Of several alike, whose it is; read to screen readers. */
  name?: string;
}

export function CopyButton({ text, label, class: className, icon, name }: CopyButtonProps) {
  const isCopied = useSignal(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  async function copy(button: HTMLElement): Promise<void> {
    await copyText(text, button);
    isCopied.value = true;
    announce(t.planning.copied);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => isCopied.value = false, COPIED_SHOWN_MS);
  }

  return (
    <button
      type="button"
      class={className}
      aria-label={name}
      title={label}
      onClick={(event) => copy(event.currentTarget)}
    >
      {isCopied.value ? <CheckIcon /> : icon}
      <span class="copy-label">{isCopied.value ? t.planning.copied : label}</span>
    </button>
  );
}

/** Pages that came over plain HTTP have no clipboard, and a dialog lets nothing beyond it be selected. */
async function copyText(text: string, near: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    near.after(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    near.focus();
  }
}
