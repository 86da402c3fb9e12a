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
    | { readonly type: "gap"; readonly name?: string }
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
  const missing = gaps.filter(({ peerId }) => peerId === undefined)
    .map(({ startMs, endMs }): Moment => ({ startMs, endMs, kind: "gap", what: { type: "gap" } }));
  const ofPeople = missingPeople(gaps).flatMap(({ name, stretches }) =>
    stretches.map((stretch): Moment => ({
      ...stretch,
      kind: "gap",
      what: { type: "gap", ...(name !== undefined && { name }) },
    }))
  );
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
  return [...told, ...missing, ...ofPeople, ...lively].sort((a, b) => a.startMs - b.startMs);
}

/** Of one person, and when; sound and picture that are missing at a time are one stretch. */
export interface MissingPerson {
  readonly name: string | undefined;
  readonly stretches: readonly { readonly startMs: number; readonly endMs: number }[];
}

/** Who is missing where others are there, in the order in which they are first. */
export function missingPeople(gaps: RecordingDetails["gaps"]): MissingPerson[] {
  const own = gaps.filter(({ peerId }) => peerId !== undefined)
    .toSorted((a, b) => a.startMs - b.startMs);
  return [...Map.groupBy(own, ({ peerId }) => peerId).values()].map((all) => {
    const stretches: { startMs: number; endMs: number }[] = [];
    for (const { startMs, endMs } of all) {
      const last = stretches.at(-1);
      if (last && startMs <= last.endMs) last.endMs = Math.max(last.endMs, endMs);
      else stretches.push({ startMs, endMs });
    }
    return { name: all.find(({ name }) => name !== undefined)?.name, stretches };
  });
}
