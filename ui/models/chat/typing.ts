/** Who is writing, and telling that one is. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { PeerId, Signal } from "../../../protocol/mod.ts";

/** It is told no more often. */
export const TYPING_EVERY_MS = 3_000;
/** Who has not told for so long has stopped. */
export const TYPING_FOR_MS = 5_000;
/** People shown as writing; more are as good as these. */
export const TYPISTS_MAX = 20;

export interface Typist {
  readonly peerId: PeerId;
  /** It will be for one's own eyes alone. */
  readonly isDirect: boolean;
}

export interface TypingOptions {
  onSignal(listener: (signal: Signal) => void): () => void;
  tell(to: PeerId | undefined): void;
  now(): number;
}

export interface Typing {
  readonly typists: ReadonlySignal<readonly Typist[]>;
  /** Something was typed. */
  note(to: PeerId | undefined): void;
  /** A message of somebody arrived. */
  stop(peerId: PeerId): void;
  dispose(): void;
}

export function createTyping({ onSignal, tell, now }: TypingOptions): Typing {
  const typists = signal<readonly Typist[]>([]);
  const timers = new Map<PeerId, ReturnType<typeof setTimeout>>();
  let toldAt: number | undefined;

  function stop(peerId: PeerId): void {
    clearTimeout(timers.get(peerId));
    if (!timers.delete(peerId)) return;
    typists.value = typists.peek().filter((typist) => typist.peerId !== peerId);
  }

  const off = onSignal((heard) => {
    if (heard.type !== "typing") return;
    const { peerId, to } = heard;
    if (!timers.has(peerId) && timers.size >= TYPISTS_MAX) return;
    clearTimeout(timers.get(peerId));
    timers.set(peerId, setTimeout(() => stop(peerId), TYPING_FOR_MS));
    const others = typists.peek().filter((typist) => typist.peerId !== peerId);
    typists.value = [...others, { peerId, isDirect: to !== undefined }];
  });

  return {
    typists,
    note(to) {
      const at = now();
      if (toldAt !== undefined && at - toldAt < TYPING_EVERY_MS) return;
      toldAt = at;
      tell(to);
    },
    stop,
    dispose() {
      off();
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
