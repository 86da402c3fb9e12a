/** The meetings planned on this device: what comes, and folded away what is over. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { serverNow } from "../../models/api.ts";
import { invitationText, titleOf } from "../../models/invitation.ts";
import { locale, timeText } from "../../models/language.ts";
import { ownMeetings } from "../../models/own_meetings.ts";
import { divideByTime, endOf, type PlannedMeeting } from "../../models/planned.ts";
import { t } from "../../strings/mod.ts";
import { CopyButton } from "../copy_button.tsx";
import { CopyIcon, MoreIcon } from "../icons.tsx";
import { Menu } from "../menu.tsx";

/** Meetings begin and end while the page is open. */
const LOOK_EVERY_MS = 20_000;

/** What one may do with a meeting of the list. */
export interface MeetingActs {
  start: (meeting: PlannedMeeting) => void;
  invite: (meeting: PlannedMeeting) => void;
  edit: (meeting: PlannedMeeting) => void;
  remove: (meeting: PlannedMeeting) => void;
}

export function YourMeetings(acts: MeetingActs) {
  const now = useNow();
  const { upcoming, past } = divideByTime(ownMeetings.value, now);
  if (upcoming.length + past.length === 0) return null;
  const row = (meeting: PlannedMeeting) => (
    <MeetingRow key={meeting.code} meeting={meeting} now={now} {...acts} />
  );
  return (
    <section class="your-meetings" aria-labelledby="your-meetings">
      <h2 id="your-meetings" tabIndex={-1}>{t.planning.list.heading}</h2>
      {upcoming.length > 0 && <ul>{upcoming.map(row)}</ul>}
      {past.length > 0 && (
        <details>
          <summary>{t.planning.list.past(past.length)}</summary>
          <ul>{past.map(row)}</ul>
        </details>
      )}
    </section>
  );
}

function MeetingRow(
  { meeting, now, start, invite, edit, remove }: MeetingActs & {
    meeting: PlannedMeeting;
    now: number;
  },
) {
  const { list: words } = t.planning;
  const { schedule } = meeting;
  const title = titleOf(meeting);
  const isOver = endOf(schedule) <= now;
  const isNow = schedule.startsAt <= now && !isOver;
  return (
    <li class="meeting-row" data-testid="planned-meeting" data-over={isOver}>
      <time class="meeting-day" dateTime={new Date(schedule.startsAt).toISOString()}>
        <span>{dayPart(schedule.startsAt, { weekday: "short" })}</span>
        <strong>{dayPart(schedule.startsAt, { day: "numeric" })}</strong>
        <span>{dayPart(schedule.startsAt, { month: "short" })}</span>
      </time>
      <div class="meeting-what">
        <h3>{title}</h3>
        <p class="hint">
          {timeText(schedule.startsAt)} – {timeText(endOf(schedule))}
          {isNow && <span class="now">{words.now}</span>}
        </p>
      </div>
      <div class="meeting-acts">
        {!isOver && (
          <CopyButton
            class="button quiet compact"
            text={invitationText(meeting)}
            label={t.planning.invitation.copy}
            name={`${t.planning.invitation.copy}: ${title}`}
            icon={<CopyIcon />}
          />
        )}
        <button
          type="button"
          class={`button quiet ${isNow ? "primary" : ""}`}
          aria-label={words.startNamed(title)}
          onClick={() => start(meeting)}
        >
          {words.start}
        </button>
        <Menu
          label={words.more(title)}
          class="icon-button"
          items={[
            { key: "invite", label: words.invitation, run: () => invite(meeting) },
            { key: "edit", label: words.edit, run: () => edit(meeting) },
            {
              key: "remove",
              label: words.delete,
              isDanger: true,
              isApart: true,
              run: () => remove(meeting),
            },
          ]}
        >
          <MoreIcon />
        </Menu>
      </div>
    </li>
  );
}

const dayPart = (at: number, part: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locale.value, part).format(at);

function useNow(): number {
  const now = useSignal(serverNow());
  useEffect(() => {
    const timer = setInterval(() => now.value = serverNow(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return now.value;
}
