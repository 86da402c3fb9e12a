/** How a call went so far, for those who lead it: moments in words, with their causes. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { CallTimeline } from "../../../protocol/mod.ts";
import type { RoomApi } from "../../models/room_api.ts";
import { numberText, timeText } from "../../models/language.ts";
import { momentWords } from "../../models/quality/moment_words.ts";
import { t } from "../../strings/mod.ts";
import { Modal } from "../home/modal.tsx";

interface TimelineProps {
  api: Pick<RoomApi, "timeline">;
}

/** A button that opens it. */
export function TimelineButton({ api }: TimelineProps) {
  const isOpen = useSignal(false);
  return (
    <>
      <button type="button" class="button quiet" onClick={() => isOpen.value = true}>
        {t.quality.timeline}
      </button>
      {isOpen.value && <Timeline api={api} closed={() => isOpen.value = false} />}
    </>
  );
}

function Timeline({ api, closed }: TimelineProps & { closed: () => void }) {
  const timeline = useSignal<CallTimeline | "loading" | "failed">("loading");
  async function load(): Promise<void> {
    try {
      timeline.value = await api.timeline();
    } catch {
      timeline.value = "failed";
    }
  }
  useEffect(() => void load(), []);
  const now = timeline.value;
  return (
    <Modal heading={t.quality.timeline} closed={closed} testId="timeline">
      <p class="hint">{t.quality.timelineHint}</p>
      {now === "loading"
        ? <span class="spinner" aria-hidden="true" />
        : now === "failed"
        ? <p role="alert">{t.quality.timelineFailed}</p>
        : <Moments timeline={now} />}
      <div class="dialog-actions">
        <button type="button" class="button" onClick={load}>{t.quality.refresh}</button>
      </div>
    </Modal>
  );
}

function Moments({ timeline: { moments, ratings } }: { timeline: CallTimeline }) {
  const hasTrouble = moments.some((moment) => "cause" in moment);
  return (
    <>
      {ratings.average !== null && (
        <p>{t.quality.rated(numberText(Math.round(ratings.average * 10) / 10), ratings.count)}</p>
      )}
      {!hasTrouble && <p>{t.quality.timelineEmpty}</p>}
      <ol class="moments">
        {moments.map((moment, at) => {
          const { what, cause } = momentWords(moment);
          return (
            <li key={at} data-type={moment.type} data-trouble={cause !== undefined}>
              <time dateTime={new Date(moment.at).toISOString()}>{timeText(moment.at)}</time>
              <span>
                {what}
                {cause !== undefined && <small>{cause}</small>}
              </span>
            </li>
          );
        })}
      </ol>
    </>
  );
}
