/** For who comes before a meeting opens, or after it is over. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Schedule } from "../../protocol/mod.ts";
import { Message, PageHeader } from "../components/common.tsx";
import { useTitle } from "../components/hooks.ts";
import { announce } from "../models/announcer.ts";
import { serverNow } from "../models/api.ts";
import { countdownStepMs, countdownText } from "../models/countdown.ts";
import { dateText, locale } from "../models/language.ts";
import type { Meeting } from "../models/meeting.ts";
import { go } from "../router.ts";
import { t } from "../strings/mod.ts";

/** The plan may change while somebody waits for it. */
const REFRESH_MS = 60_000;

/** `opensAt`: epoch ms of the server; null: it is over. */
export function ClosedPage({ meeting, opensAt }: { meeting: Meeting; opensAt: number | null }) {
  const { title, schedule } = meeting.info.value ?? { title: "" };
  const heading = opensAt === null ? t.closed.over(title) : t.closed.early(title);
  useTitle(heading, t.product);
  useEffect(() => {
    const timer = setInterval(meeting.refresh, REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <div class="page">
      <PageHeader />
      {opensAt === null
        ? <Over meeting={meeting} heading={heading} schedule={schedule} />
        : (
          <Message heading={heading}>
            <Opening
              opensAt={opensAt}
              schedule={schedule}
              reached={() => {
                announce(t.closed.opened);
                meeting.letIn();
              }}
            />
          </Message>
        )}
    </div>
  );
}

function Over(
  { meeting, heading, schedule }: {
    meeting: Meeting;
    heading: string;
    schedule: Schedule | undefined;
  },
) {
  const hint = schedule && t.closed.overHint(dateText(schedule.startsAt));
  return (
    <Message heading={heading} {...(hint && { hint })}>
      <button type="button" class="button" onClick={meeting.open}>{t.closed.again}</button>
      <button type="button" class="button" onClick={() => go("/")}>{t.left.home}</button>
    </Message>
  );
}

function Opening(
  { opensAt, schedule, reached }: {
    opensAt: number;
    schedule: Schedule | undefined;
    reached: () => void;
  },
) {
  const remainingMs = useRemaining(opensAt, reached);
  return (
    <section class="opening" data-testid="opening">
      <p>
        {t.closed.opensAt(dateText(opensAt))} <span class="hint">({t.closed.yourTime})</span>
      </p>
      {schedule && schedule.startsAt !== opensAt && (
        <p class="hint">{t.closed.startsAt(dateText(schedule.startsAt))}</p>
      )}
      <p class="opening-countdown" role="timer">
        <span>{t.closed.remaining}</span>
        <strong>{countdownText(remainingMs, locale.value)}</strong>
      </p>
      <p class="hint">{t.closed.stay}</p>
    </section>
  );
}

/** Milliseconds until then, drawn anew as they pass; `reached` is called at the end. */
function useRemaining(until: number, reached: () => void): number {
  const remainingMs = useSignal(until - serverNow());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tick = () => {
      const leftMs = until - serverNow();
      remainingMs.value = leftMs;
      if (leftMs <= 0) return reached();
      timer = setTimeout(tick, countdownStepMs(leftMs));
    };
    tick();
    return () => clearTimeout(timer);
  }, [until]);
  return remainingMs.value;
}
