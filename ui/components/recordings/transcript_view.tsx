/** What was said, by whom: it follows the video, and leads there. */
import { type Signal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import type { Transcript, Utterance } from "../../../protocol/mod.ts";
import { numberText } from "../../models/language.ts";
import { clockText } from "../../models/recordings/clock_text.ts";
import type { Loaded } from "../../models/recordings/materials.ts";
import type { Player } from "../../models/recordings/player.ts";
import {
  lineAt,
  linesWith,
  type Paragraph,
  paragraphsOf,
} from "../../models/recordings/transcript_text.ts";
import { t } from "../../strings/mod.ts";
import { Found } from "./recording_row.tsx";

export function TranscriptView(
  { transcript, player }: { transcript: Loaded<Transcript>; player: Player | null },
) {
  const words = t.recordings.transcript;
  if (transcript.state === "failed") return <p role="alert">{words.failed}</p>;
  if (transcript.state === "loading") return <span class="spinner" aria-hidden="true" />;
  const utterances = transcript.state === "ready" ? transcript.value.utterances : [];
  if (utterances.length === 0) return <p class="hint">{words.none}</p>;
  return <Utterances utterances={utterances} player={player} />;
}

function Utterances(
  { utterances, player }: { utterances: readonly Utterance[]; player: Player | null },
) {
  const list = useRef<HTMLDivElement>(null);
  const follows = useSignal(true);
  const query = useSignal("");
  const paragraphs = useMemo(() => paragraphsOf(utterances), [utterances]);
  const current = useComputed(() => player ? lineAt(utterances, player.timeMs.value) : -1);

  // By hand: an hour has a thousand lines, and one of them changes.
  useSignalEffect(() => {
    const root = list.current;
    const before = root?.querySelector("[aria-current]");
    const now = root?.querySelector(`[data-line="${current.value}"]`);
    if (before !== now) before?.removeAttribute("aria-current");
    now?.setAttribute("aria-current", "true");
    if (now && follows.value && player?.isPlaying.peek()) bringIntoSight(root, now);
  });

  return (
    <div class="transcript" data-testid="transcript">
      <Finder
        utterances={utterances}
        query={query}
        show={(line) => {
          follows.value = false;
          bringIntoSight(list.current, list.current?.querySelector(`[data-line="${line}"]`));
        }}
      />
      {player && (
        <label class="check transcript-follows">
          <input
            type="checkbox"
            checked={follows.value}
            onChange={(event) => follows.value = event.currentTarget.checked}
          />
          <span>{t.recordings.transcript.follows}</span>
        </label>
      )}
      <div
        ref={list}
        class="transcript-lines"
        tabIndex={0}
        role="region"
        aria-label={t.recordings.transcript.heading}
        onWheel={() => follows.value = false}
        onTouchMove={() => follows.value = false}
      >
        {paragraphs.map((paragraph) => (
          <ParagraphView
            key={paragraph.lines[0]?.index}
            paragraph={paragraph}
            query={query.value}
            seek={(ms) => {
              follows.value = true;
              player?.seekTo(ms);
            }}
          />
        ))}
      </div>
    </div>
  );
}

function ParagraphView(
  { paragraph: { name, startMs, lines }, query, seek }: {
    paragraph: Paragraph;
    query: string;
    seek: (ms: number) => void;
  },
) {
  return (
    <section class="paragraph">
      <h3>
        <Found text={name} words={query} /> <time>{clockText(startMs)}</time>
      </h3>
      <p>
        {lines.map(({ index, startMs, text }) => (
          <button
            key={index}
            type="button"
            class="line"
            data-line={index}
            onClick={() => seek(startMs)}
          >
            <Found text={text} words={query} />
          </button>
        ))}
      </p>
    </section>
  );
}

function Finder(
  { utterances, query, show }: {
    utterances: readonly Utterance[];
    query: Signal<string>;
    show: (line: number) => void;
  },
) {
  const words = t.recordings.transcript;
  const at = useSignal(0);
  const lines = useMemo(() => linesWith(utterances, query.value), [utterances, query.value]);

  function turn(step: number): void {
    if (lines.length === 0) return;
    at.value = (at.peek() + step + lines.length) % lines.length;
    show(lines[at.peek()] ?? 0);
  }

  return (
    <div class="transcript-finder" role="search">
      <input
        type="search"
        value={query.value}
        placeholder={words.search}
        aria-label={words.search}
        data-testid="transcript-search"
        onInput={(event) => {
          query.value = event.currentTarget.value;
          at.value = 0;
          const first = linesWith(utterances, query.peek())[0];
          if (first !== undefined) show(first);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          turn(event.shiftKey ? -1 : 1);
        }}
      />
      {query.value.trim() !== "" && (
        <>
          <span class="hint" role="status">
            {lines.length === 0
              ? words.notFound
              : words.found(numberText(at.value + 1), numberText(lines.length))}
          </span>
          <button
            type="button"
            class="icon-button"
            aria-label={words.previous}
            disabled={lines.length === 0}
            onClick={() => turn(-1)}
          >
            ↑
          </button>
          <button
            type="button"
            class="icon-button"
            aria-label={words.next}
            disabled={lines.length === 0}
            onClick={() => turn(1)}
          >
            ↓
          </button>
        </>
      )}
    </div>
  );
}

/** Within the list: the page itself stays where it is. */
function bringIntoSight(list: HTMLElement | null, line: Element | null | undefined): void {
  if (!list || !line) return;
  const frame = list.getBoundingClientRect();
  const at = line.getBoundingClientRect();
  const isSlow = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  list.scrollBy({
    top: at.top - frame.top - frame.height / 3,
    behavior: isSlow ? "smooth" : "instant",
  });
}
