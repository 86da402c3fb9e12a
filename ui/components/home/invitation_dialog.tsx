/** What to send to guests. */
import { serverNow } from "../../models/api.ts";
import {
  invitationCalendar,
  invitationLines,
  invitationText,
  titleOf,
} from "../../models/invitation.ts";
import type { PlannedMeeting } from "../../models/planned.ts";
import { t } from "../../strings/mod.ts";
import { CopyButton } from "../copy_button.tsx";
import { CalendarIcon, CopyIcon } from "../icons.tsx";
import { Modal } from "./modal.tsx";

export interface InvitationDialogProps {
  meeting: PlannedMeeting;
  /** It has just been planned. */
  isNew: boolean;
  closed: () => void;
}

export function InvitationDialog({ meeting, isNew, closed }: InvitationDialogProps) {
  const { invitation: words } = t.planning;
  return (
    <Modal
      heading={isNew ? words.heading : words.headingAgain}
      closed={closed}
      testId="invitation"
    >
      {isNew && <p class="hint">{words.hint}</p>}
      <section class="invitation" aria-label={words.headingAgain}>
        <h3>{titleOf(meeting)}</h3>
        <dl>
          {invitationLines(meeting).map(({ key, label, value }) => (
            <div key={key}>
              <dt>{label}</dt>
              <dd data-testid={`invitation-${key}`}>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={() => download(meeting)}>
          <CalendarIcon />
          {words.calendar}
        </button>
        <CopyButton
          class="button primary"
          text={invitationText(meeting)}
          label={words.copy}
          icon={<CopyIcon />}
        />
      </div>
    </Modal>
  );
}

function download(meeting: PlannedMeeting): void {
  const file = new Blob([invitationCalendar(meeting, serverNow())], { type: "text/calendar" });
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = `${meeting.code}.ics`;
  link.click();
  // The browser has the file by then; a reader may take its time.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
