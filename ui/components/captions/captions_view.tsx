/** What people say, under the pictures. */
import { useComputed } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Call } from "../../models/call.ts";
import { type CaptionLine, createCaptions } from "../../models/captions.ts";
import { preferences } from "../../models/preferences.ts";
import { t } from "../../strings/mod.ts";
import { CaptionsMenu } from "./captions_menu.tsx";

/** Nothing for who did not turn captions on. */
export function CaptionsView({ call }: { call: Call }) {
  return preferences.value.captions ? <Shown call={call} /> : null;
}

function Shown({ call }: { call: Call }) {
  const captions = useMemo(() => createCaptions(call.onSignal), [call]);
  useEffect(() => () => captions.dispose(), [captions]);
  const names = useComputed(() => new Map(call.peers.value.map(({ id, name }) => [id, name])));
  const { captionSize, captionContrast } = preferences.value;
  const why = whyNone(call);
  return (
    <section
      class="captions"
      data-testid="captions"
      data-size={captionSize}
      data-contrast={captionContrast}
      aria-label={t.captions.region}
    >
      {/* Who reads with a screen reader hears the voices themselves: it speaks when it is asked. */}
      <div class="caption-lines" role="log" aria-live="off" aria-label={t.captions.region}>
        {why
          ? <p class="caption-note">{t.captions[why]}</p>
          : captions.lines.value.map((line) => (
            <Line key={line.id} line={line} name={names.value.get(line.peerId)} />
          ))}
        {why === "off" && (call.can("moderate") ? <Start call={call} /> : <Ask call={call} />)}
      </div>
      <CaptionsMenu call={call} />
    </section>
  );
}

function Start({ call }: { call: Call }) {
  return (
    <button
      type="button"
      class="caption-start"
      onClick={() => call.command({ type: "changeSettings", settings: { captions: true } })}
    >
      {t.captions.startForAll}
    </button>
  );
}

/** For those who may not start them. The button stays where it is, so that focus does too. */
function Ask({ call: { captionWish } }: { call: Call }) {
  const isAsked = captionWish.isAsked.value;
  return (
    <button
      type="button"
      class="caption-start"
      aria-disabled={isAsked}
      onClick={() => void captionWish.ask()}
    >
      {isAsked ? t.captions.asked : t.captions.ask}
    </button>
  );
}

function Line({ line, name }: { line: CaptionLine; name: string | undefined }) {
  // Somebody may have left in the middle of a sentence.
  if (name === undefined) return null;
  return (
    <p class="caption" data-final={line.isFinal}>
      <span class="caption-name">{name}</span> <span dir="auto">{line.text}</span>
    </p>
  );
}

/** Why there is nothing to read; reads signals. */
function whyNone({ meeting }: Call): "encrypted" | "off" | undefined {
  const { captions, encrypted } = meeting.value.settings;
  if (encrypted) return "encrypted";
  return captions ? undefined : "off";
}
