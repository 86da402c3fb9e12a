/** How far somebody has read. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { ChatMessage, PeerId } from "../../../protocol/mod.ts";
import { unreadOf } from "./history.ts";

export interface Reading {
  /** Messages of others that were not in sight yet. */
  readonly unread: ReadonlySignal<number>;
  /** New messages begin after this one; undefined: none are to be told apart. */
  readonly readUpTo: ReadonlySignal<number | undefined>;
  /** The newest messages are in sight, or not any more. */
  watch(isWatching: boolean): void;
  /** What was new is so no more. */
  done(): void;
  dispose(): void;
}

/** `isTold`: the room has told its messages. Those that were there by then are not new. */
export function createReading(
  { messages, isTold, selfId }: {
    messages: ReadonlySignal<readonly ChatMessage[]>;
    isTold: ReadonlySignal<boolean>;
    selfId: PeerId;
  },
): Reading {
  const lastRead = signal<number | undefined>(undefined);
  const isWatching = signal(false);
  const readUpTo = signal<number | undefined>(undefined);
  const unread = computed(() => {
    const last = lastRead.value;
    return last === undefined ? 0 : unreadOf(messages.value, last, selfId);
  });

  const stop = effect(() => {
    if (!isTold.value) return;
    const newest = messages.value.at(-1)?.id ?? 0;
    const last = lastRead.peek();
    if (last === undefined) lastRead.value = newest;
    else if (isWatching.value) lastRead.value = Math.max(last, newest);
    else if (unread.value > 0 && readUpTo.peek() === undefined) readUpTo.value = last;
  });

  return {
    unread,
    readUpTo,
    watch: (is) => isWatching.value = is,
    done: () => readUpTo.value = undefined,
    dispose: stop,
  };
}
