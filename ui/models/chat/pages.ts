/** Asking the API for what was said before: page by page, and by words. */
import { type ReadonlySignal, signal } from "@preact/signals";
import {
  type ChatMessage,
  type MessagesPage,
  SEARCH_CHARACTERS_MAX,
} from "../../../protocol/mod.ts";
import type { RoomApi } from "../room_api.ts";

/** Found messages that are shown; older ones need a narrower search. */
export const FOUND_MAX = 500;
/** So long after the last key press the search begins. */
export const SEARCH_DEBOUNCE_MS = 300;

export type Loading = "idle" | "loading" | "failed";

export interface Older {
  readonly state: ReadonlySignal<Loading>;
  /** Asks once at a time. */
  load(before: number): void;
  /** What is on its way is not wanted any more. */
  forget(): void;
}

export function createOlder(api: RoomApi, take: (page: MessagesPage) => void): Older {
  const state = signal<Loading>("idle");
  let turn = 0;
  return {
    state,
    async load(before) {
      if (state.peek() === "loading") return;
      const mine = ++turn;
      state.value = "loading";
      try {
        const page = await api.messages({ before });
        if (mine !== turn) return;
        state.value = "idle";
        take(page);
      } catch {
        if (mine === turn) state.value = "failed";
      }
    },
    forget() {
      turn++;
      state.value = "idle";
    },
  };
}

export interface Found {
  readonly query: string;
  readonly state: Loading;
  /** Newest last. */
  readonly messages: readonly ChatMessage[];
  readonly hasOlder: boolean;
}

export interface Search {
  /** Null: nothing is searched for. */
  readonly found: ReadonlySignal<Found | null>;
  readonly words: ReadonlySignal<string>;
  /** Empty words end the search. */
  look(words: string): void;
  more(): void;
  again(): void;
  dispose(): void;
}

export function createSearch(api: RoomApi): Search {
  const found = signal<Found | null>(null);
  const words = signal("");
  let turn = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask(query: string, before?: number): Promise<void> {
    const mine = ++turn;
    const known = before === undefined ? [] : found.peek()?.messages ?? [];
    found.value = { query, state: "loading", messages: known, hasOlder: false };
    try {
      const page = await api.messages({ query, before });
      if (mine !== turn) return;
      const messages = [...page.messages, ...known];
      const hasOlder = page.hasOlder && messages.length < FOUND_MAX;
      found.value = { query, state: "idle", messages, hasOlder };
    } catch {
      if (mine === turn) found.value = { query, state: "failed", messages: known, hasOlder: false };
    }
  }

  return {
    found,
    words,
    look(typed) {
      words.value = typed.slice(0, SEARCH_CHARACTERS_MAX);
      clearTimeout(timer);
      const query = words.peek().trim();
      if (query === "") {
        turn++;
        found.value = null;
      } else timer = setTimeout(() => ask(query), SEARCH_DEBOUNCE_MS);
    },
    more() {
      const now = found.peek();
      if (now?.hasOlder && now.state === "idle") ask(now.query, now.messages[0]?.id);
    },
    again() {
      const now = found.peek();
      if (now) ask(now.query, now.messages[0]?.id);
    },
    dispose() {
      turn++;
      clearTimeout(timer);
    },
  };
}
