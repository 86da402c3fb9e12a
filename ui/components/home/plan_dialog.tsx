/** Planning a meeting, or changing one. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { serverNow } from "../../models/api.ts";
import { problemOf } from "../../models/meeting.ts";
import {
  draftOf,
  newDraft,
  type PlanDraft,
  type PlanProblems,
  readDraft,
} from "../../models/plan.ts";
import type { PlannedMeeting } from "../../models/planned.ts";
import { changeMeeting, planMeeting } from "../../models/planner.ts";
import { ownTimeZone, timeZones } from "../../models/time_zones.ts";
import { problemText, t } from "../../strings/mod.ts";
import { Modal } from "./modal.tsx";
import { EntryFields } from "./entry_fields.tsx";
import { OpeningField, TimeFields, TitleField } from "./plan_fields.tsx";

export interface PlanDialogProps {
  /** The one to change; absent: a new one. */
  meeting?: PlannedMeeting;
  planned: (code: string) => void;
  closed: () => void;
}

export function PlanDialog({ meeting, planned, closed }: PlanDialogProps) {
  const zones = useMemo(timeZones, []);
  const draft = useSignal<PlanDraft>(
    meeting ? draftOf(meeting) : newDraft(serverNow(), ownTimeZone()),
  );
  const problems = useSignal<PlanProblems>({});
  const failure = useSignal("");
  const isBusy = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [problems.value]);

  function change(changed: Partial<PlanDraft>): void {
    draft.value = { ...draft.peek(), ...changed };
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (isBusy.peek()) return;
    const read = readDraft(draft.peek(), { now: serverNow(), timeZones: zones });
    problems.value = "problems" in read ? read.problems : {};
    if ("problems" in read) return;
    isBusy.value = true;
    failure.value = "";
    try {
      if (meeting) await changeMeeting(meeting, read.plan);
      planned(meeting ? meeting.code : (await planMeeting(read.plan)).code);
    } catch (error) {
      failure.value = problemText(problemOf(error));
    } finally {
      isBusy.value = false;
    }
  }

  const { form: words } = t.planning;
  const parts = { draft: draft.value, problems: problems.value, change };
  return (
    <Modal
      heading={meeting ? words.editHeading : words.heading}
      closed={closed}
      hasAutofocus
      testId="plan-dialog"
    >
      <form ref={form} onSubmit={submit} noValidate>
        <TitleField {...parts} />
        <TimeFields {...parts} zones={zones} />
        <OpeningField {...parts} />
        <EntryFields {...parts} />
        {failure.value && <p class="field-error" role="alert">{failure.value}</p>}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={closed}>{t.planning.cancel}</button>
          <button type="submit" class="button primary" disabled={isBusy.value}>
            {isBusy.value ? words.saving : meeting ? words.saveChange : words.save}
          </button>
        </div>
      </form>
    </Modal>
  );
}
