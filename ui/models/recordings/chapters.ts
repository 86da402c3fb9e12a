/** Moments of a recording to go to. Pure. */
import type { Chapter, Highlight, RecordingDetails } from "../../../protocol/mod.ts";

export type MomentKind = "people" | "share" | "highlight" | "activity" | "gap";

export interface Moment {
  readonly startMs: number;
  /** Of what lasts. */
  readonly endMs?: number;
  readonly kind: MomentKind;
  readonly what:
    | { readonly type: Chapter["kind"]; readonly name?: string; readonly label?: string }
    | { readonly type: "gap" }
    | { readonly type: "found"; readonly as: Highlight["kind"]; readonly label?: string };
}

const KIND_OF: Readonly<Record<Chapter["kind"], MomentKind>> = {
  "joined": "people",
  "left": "people",
  "share-started": "share",
  "share-ended": "share",
  "highlight": "highlight",
  "hand": "activity",
  "reaction": "activity",
  "poll": "activity",
  "spotlight": "activity",
  "paused": "activity",
  "resumed": "activity",
};

/** Of reactions there may be hundreds, and ends are seen in the picture. */
const UNLISTED: ReadonlySet<Chapter["kind"]> = new Set(["reaction", "share-ended", "resumed"]);

/** What was marked, what happened, what was found and what is missing, in order. */
export function momentsOf(
  { chapters, gaps }: Pick<RecordingDetails, "chapters" | "gaps">,
  found: readonly Highlight[] = [],
): Moment[] {
  const told = chapters.filter(({ kind }) => !UNLISTED.has(kind)).map((chapter): Moment => {
    const { atMs, kind, name, label } = chapter;
    return {
      startMs: atMs,
      kind: KIND_OF[kind],
      what: {
        type: kind,
        ...(name !== undefined && { name }),
        ...(label !== undefined && { label }),
      },
    };
  });
  const missing = gaps.map(({ startMs, endMs }): Moment => ({
    startMs,
    endMs,
    kind: "gap",
    what: { type: "gap" },
  }));
  // What somebody marked is among the chapters.
  const lively = found.filter(({ kind }) => kind !== "marked").map((highlight): Moment => {
    const { atMs, endMs, kind, label } = highlight;
    return {
      startMs: atMs,
      endMs,
      kind: "highlight",
      what: { type: "found", as: kind, ...(label !== undefined && { label }) },
    };
  });
  return [...told, ...missing, ...lively].sort((a, b) => a.startMs - b.startMs);
}
