/** Short news in a corner; they go by themselves, or when somebody answers. */
import { type ReadonlySignal, signal } from "@preact/signals";

/** The oldest gives way to a further one. */
export const TOASTS_MAX = 4;
export const TOAST_MS = 6_000;

export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
  readonly isMain?: boolean;
}

export interface Toast {
  /** One more of the same id takes the place of the former. */
  readonly id: string;
  readonly text: string;
  readonly tone: "news" | "problem";
  readonly actions: readonly ToastAction[];
}

/** `lasting`: stays until it is answered or taken away. */
export type ToastWish = Pick<Toast, "text"> & Partial<Toast> & { lasting?: boolean };

export interface Toasts {
  readonly shown: ReadonlySignal<readonly Toast[]>;
  show(wish: ToastWish): void;
  dismiss(id: string): void;
  dispose(): void;
}

export function createToasts(): Toasts {
  const shown = signal<readonly Toast[]>([]);
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  let count = 0;

  function show(wish: ToastWish): void {
    const { text, tone = "news", actions = [], lasting } = wish;
    const id = wish.id ?? `toast-${++count}`;
    clearTimeout(timers.get(id));
    timers.delete(id);
    const others = shown.peek().filter((toast) => toast.id !== id);
    const kept = others.slice(-(TOASTS_MAX - 1));
    for (const { id } of others) if (!kept.some((toast) => toast.id === id)) forget(id);
    shown.value = [...kept, { id, text, tone, actions }];
    if (!lasting) timers.set(id, setTimeout(() => dismiss(id), TOAST_MS));
  }

  function dismiss(id: string): void {
    forget(id);
    const kept = shown.peek().filter((toast) => toast.id !== id);
    if (kept.length < shown.peek().length) shown.value = kept;
  }

  function forget(id: string): void {
    clearTimeout(timers.get(id));
    timers.delete(id);
  }

  return {
    shown,
    show,
    dismiss,
    dispose() {
      for (const id of [...timers.keys()]) forget(id);
      shown.value = [];
    },
  };
}
