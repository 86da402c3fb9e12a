/** Reactions as they fly by: seen now or never. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { PeerId, Signal } from "../../protocol/mod.ts";

/** As long as one is on the screen. */
export const REACTION_MS = 4_000;
/** In a storm the oldest give way. */
export const REACTIONS_MAX = 30;
/** What the bar offers. */
export const OFFERED_EMOJI = ["👍", "❤️", "😂", "👏", "🎉", "😮"] as const;

export interface Reaction {
  readonly key: number;
  readonly peerId: PeerId;
  readonly emoji: string;
}

export interface Reactions {
  readonly shown: ReadonlySignal<readonly Reaction[]>;
  dispose(): void;
}

export function createReactions(
  onSignal: (listener: (signal: Signal) => void) => () => void,
): Reactions {
  const shown = signal<readonly Reaction[]>([]);
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let count = 0;

  const off = onSignal((heard) => {
    if (heard.type !== "reaction") return;
    const key = ++count;
    const { peerId, emoji } = heard;
    shown.value = [...shown.peek(), { key, peerId, emoji }].slice(-REACTIONS_MAX);
    const timer = setTimeout(() => {
      timers.delete(timer);
      shown.value = shown.peek().filter((reaction) => reaction.key !== key);
    }, REACTION_MS);
    timers.add(timer);
  });

  return {
    shown,
    dispose() {
      off();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
