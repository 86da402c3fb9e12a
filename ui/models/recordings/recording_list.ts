/** The recordings that this device may see: page by page, by words, and how far those in work are. */
import { batch, type ReadonlySignal, signal } from "@preact/signals";
import {
  RECORDING_SEARCH_MAX,
  type RecordingsPage,
  type SearchRecordings,
} from "../../../protocol/mod.ts";
import { type RecordingProblem, recordingProblemOf } from "./problem.ts";

/** Recordings asked for at once. */
export const PAGE_RECORDINGS = 24;
/** Shown of one search; older ones need a narrower one. */
export const LISTED_MAX = 480;
/** So long after the last key press the search begins. */
export const SEARCH_DEBOUNCE_MS = 300;
/** How often those in work are looked at again. */
export const REFRESH_MS = 5_000;

export type ListedRecording = RecordingsPage["recordings"][number];

export interface RecordingList {
  readonly words: ReadonlySignal<string>;
  /** What `recordings` answer; empty: they are all. */
  readonly query: ReadonlySignal<string>;
  readonly state: ReadonlySignal<"loading" | "ready" | RecordingProblem>;
  readonly recordings: ReadonlySignal<readonly ListedRecording[]>;
  readonly hasMore: ReadonlySignal<boolean>;
  look(words: string): void;
  more(): void;
  again(): void;
  dispose(): void;
}

export interface RecordingListOptions {
  search: (body: SearchRecordings) => Promise<RecordingsPage>;
  /** What this device can show now. */
  keys: () => readonly string[];
}

export function createRecordingList({ search, keys }: RecordingListOptions): RecordingList {
  const words = signal("");
  const query = signal("");
  const state = signal<"loading" | "ready" | RecordingProblem>("loading");
  const recordings = signal<readonly ListedRecording[]>([]);
  const cursor = signal<string | null>(null);
  const hasMore = signal(false);
  let turn = 0;
  /** What was asked for last, should it have to be asked again. */
  let last: "anew" | "more" = "anew";
  let typing: ReturnType<typeof setTimeout> | undefined;
  let refreshing: ReturnType<typeof setTimeout> | undefined;

  async function ask(how: "anew" | "more" | "refresh"): Promise<void> {
    const mine = ++turn;
    clearTimeout(refreshing);
    if (how !== "refresh") last = how;
    const wanted = how === "anew" ? words.peek().trim() : query.peek();
    const shown = keys();
    if (shown.length === 0) return take(how, wanted, { recordings: [], next: null });
    if (how !== "refresh") state.value = "loading";
    try {
      const page = await search({
        keys: [...shown],
        limit: PAGE_RECORDINGS,
        ...(wanted !== "" && { q: wanted }),
        ...(how === "more" && cursor.peek() !== null && { cursor: cursor.peek() ?? "" }),
      });
      if (mine === turn) take(how, wanted, page);
    } catch (error) {
      if (mine !== turn) return;
      // What is shown stays, and is asked for again.
      if (how !== "refresh") state.value = recordingProblemOf(error);
      later();
    }
  }

  function take(
    how: "anew" | "more" | "refresh",
    wanted: string,
    page: Pick<RecordingsPage, "recordings" | "next">,
  ): void {
    batch(() => {
      const known = how === "anew" ? [] : recordings.peek();
      recordings.value = merged(known, page.recordings, how === "refresh").slice(0, LISTED_MAX);
      if (how !== "refresh") cursor.value = page.next;
      hasMore.value = cursor.peek() !== null && recordings.peek().length < LISTED_MAX;
      query.value = wanted;
      state.value = "ready";
    });
    later();
  }

  function later(): void {
    clearTimeout(refreshing);
    if (recordings.peek().some(isInWork)) refreshing = setTimeout(() => ask("refresh"), REFRESH_MS);
  }

  ask("anew");

  return {
    words,
    query,
    state,
    recordings,
    hasMore,
    look(typed) {
      words.value = typed.slice(0, RECORDING_SEARCH_MAX);
      clearTimeout(typing);
      typing = setTimeout(() => ask("anew"), SEARCH_DEBOUNCE_MS);
    },
    more() {
      if (hasMore.peek() && state.peek() !== "loading") ask("more");
    },
    again: () => void ask(last),
    dispose() {
      turn++;
      clearTimeout(typing);
      clearTimeout(refreshing);
    },
  };
}

export const isInWork = ({ status }: Pick<ListedRecording, "status">): boolean =>
  status.state === "recording" || status.state === "processing";

/** Each once, with what is newest of it; those that are new come first where the head was asked for. */
function merged(
  known: readonly ListedRecording[],
  news: readonly ListedRecording[],
  isHead: boolean,
): ListedRecording[] {
  const byId = new Map(news.map((recording) => [recording.id, recording]));
  const had = new Set(known.map(({ id }) => id));
  const kept = known.map((recording) => byId.get(recording.id) ?? recording);
  const fresh = news.filter(({ id }) => !had.has(id));
  return isHead ? [...fresh, ...kept] : [...kept, ...fresh];
}
