/** Whatever stands in front of the start page: one dialog at a time. */
import { type Signal, useSignal } from "@preact/signals";
import { announce } from "../../models/announcer.ts";
import { titleOf } from "../../models/invitation.ts";
import { problemOf } from "../../models/meeting.ts";
import { ownMeeting, ownMeetings } from "../../models/own_meetings.ts";
import { isPlanned, type PlannedMeeting } from "../../models/planned.ts";
import { deleteMeeting } from "../../models/planner.ts";
import { problemText, t } from "../../strings/mod.ts";
import { InvitationDialog } from "./invitation_dialog.tsx";
import { Modal } from "./modal.tsx";
import { PersonalDialog } from "./personal_dialog.tsx";
import { PlanDialog } from "./plan_dialog.tsx";

/** What the user wants to see or do. */
export type Asked =
  | { kind: "plan" }
  | { kind: "personal" }
  | { kind: "edit" | "delete"; code: string }
  | { kind: "invitation"; code: string; isNew: boolean };

export function HomeDialogs(
  { asked, enter }: { asked: Signal<Asked | null>; enter: (code: string) => void },
) {
  const now = asked.value;
  const closed = () => asked.value = null;
  const invite = (code: string, isNew: boolean) =>
    asked.value = { kind: "invitation", code, isNew };
  if (!now) return null;
  switch (now.kind) {
    case "plan":
      return <PlanDialog planned={(code) => invite(code, true)} closed={closed} />;
    case "personal": {
      const room = ownMeetings.value.find(({ kind }) => kind === "personal");
      return <PersonalDialog room={room} start={enter} closed={closed} />;
    }
    case "edit": {
      const meeting = plannedOf(now.code);
      return meeting && (
        <PlanDialog
          meeting={meeting}
          planned={(code) => invite(code, false)}
          closed={closed}
        />
      );
    }
    case "delete": {
      const meeting = plannedOf(now.code);
      return meeting && <DeleteDialog meeting={meeting} closed={closed} />;
    }
    case "invitation": {
      const meeting = plannedOf(now.code);
      return meeting && <InvitationDialog meeting={meeting} isNew={now.isNew} closed={closed} />;
    }
    default:
      return now satisfies never;
  }
}

/** `undefined`: it was deleted in another tab. */
function plannedOf(code: string): PlannedMeeting | undefined {
  const meeting = ownMeeting(code);
  return meeting && isPlanned(meeting) ? meeting : undefined;
}

function DeleteDialog({ meeting, closed }: { meeting: PlannedMeeting; closed: () => void }) {
  const problem = useSignal("");
  const isBusy = useSignal(false);
  const { list: words } = t.planning;

  async function remove(): Promise<void> {
    isBusy.value = true;
    try {
      await deleteMeeting(meeting);
      announce(words.gone(titleOf(meeting)));
      closed();
      document.getElementById("your-meetings")?.focus();
    } catch (error) {
      problem.value = problemText(problemOf(error));
      isBusy.value = false;
    }
  }

  return (
    <Modal heading={words.deleteQuestion(titleOf(meeting))} closed={closed} testId="delete-meeting">
      <p class="hint">{words.deleteHint}</p>
      {problem.value && <p class="field-error" role="alert">{problem.value}</p>}
      <div class="dialog-actions">
        <button type="button" class="button" onClick={closed}>{t.planning.cancel}</button>
        <button type="button" class="button danger" disabled={isBusy.value} onClick={remove}>
          {words.delete}
        </button>
      </div>
    </Modal>
  );
}
