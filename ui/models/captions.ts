/** What is said, as lines that pass. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { PeerId, Signal } from "../../protocol/mod.ts";

/** Lines on the screen at a time: more would be a transcript. */
export const LINES_MAX = 3;
/** As long as a line stays after its last word. */
export const LINE_MS = 7_000;

export interface CaptionLine {
  /** Of the utterance. */
  readonly id: string;
  readonly peerId: PeerId;
  readonly text: string;
  /** False: the text may still change. */
  readonly isFinal: boolean;
}

export interface Captions {
  /** Oldest first. */
  readonly lines: ReadonlySignal<readonly CaptionLine[]>;
  dispose(): void;
}

/** Follows a call's captions until disposed of. */
export function createCaptions(
  onSignal: (listener: (signal: Signal) => void) => () => void,
): Captions {
  const lines = signal<readonly CaptionLine[]>([]);
  /** One a line. */
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  function forget(id: string): void {
    clearTimeout(timers.get(id));
    timers.delete(id);
  }

  const off = onSignal((heard) => {
    if (heard.type !== "caption") return;
    const { utteranceId: id, peerId, text, isFinal } = heard;
    const before = lines.peek();
    lines.value = withLine(before, { id, peerId, text, isFinal });
    for (const line of before) if (!lines.peek().includes(line)) forget(line.id);
    timers.set(
      id,
      setTimeout(() => {
        timers.delete(id);
        lines.value = lines.peek().filter((line) => line.id !== id);
      }, LINE_MS),
    );
  });

  return {
    lines,
    dispose() {
      off();
      for (const id of [...timers.keys()]) forget(id);
    },
  };
}

/**
 * The lines with one more, or with what has become of one. A word that comes late, after its line's
 * last one, changes nothing.
 */
export function withLine(
  lines: readonly CaptionLine[],
  line: CaptionLine,
): readonly CaptionLine[] {
  const at = lines.findIndex(({ id }) => id === line.id);
  if (at < 0) return [...lines, line].slice(-LINES_MAX);
  return lines[at]?.isFinal && !line.isFinal ? lines : lines.with(at, line);
}
