/** What those who manage a recording are asked: its title, how long it is kept, whether it goes. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { ChangeRecording, RecordingDetails } from "../../../protocol/mod.ts";
import { announce } from "../../models/announcer.ts";
import { dateText } from "../../models/language.ts";
import { recordingProblemOf } from "../../models/recordings/problem.ts";
import type { RecordingPageModel } from "../../models/recordings/recording_page.ts";
import { t } from "../../strings/mod.ts";
import { Field } from "../home/field.tsx";
import { Modal } from "../home/modal.tsx";

const KEPT_DAYS = [7, 30, 90, 365] as const;

export interface ActDialogProps {
  page: RecordingPageModel;
  details: RecordingDetails;
  closed: () => void;
}

export function RenameDialog({ page, details, closed }: ActDialogProps) {
  const words = t.recordings.rename;
  const title = useSignal(details.title);
  const isMissing = useSignal(false);
  return (
    <ActForm
      heading={words.heading}
      label={words.save}
      testId="rename-dialog"
      closed={closed}
      hasAutofocus
      act={async () => {
        const wanted = title.peek().trim();
        isMissing.value = wanted === "";
        if (wanted === "") return false;
        await page.change({ title: wanted });
        return true;
      }}
    >
      <Field label={words.label} problem={isMissing.value ? words.needed : undefined}>
        {(described) => (
          <input
            type="text"
            maxLength={200}
            autofocus
            value={title.value}
            {...described}
            onInput={(event) => title.value = event.currentTarget.value}
          />
        )}
      </Field>
    </ActForm>
  );
}

/** As chosen in the list; `now`: nothing is changed. */
type Kept = "now" | "never" | `${(typeof KEPT_DAYS)[number]}`;

export function KeepDialog({ page, details, closed }: ActDialogProps) {
  const words = t.recordings.keep;
  const { deletedAfter, legalHold, access } = details;
  const kept = useSignal<Kept>(deletedAfter === null ? "never" : "now");
  const isHeld = useSignal(legalHold);
  const options: [Kept, string][] = [
    ["never", words.never],
    ...(deletedAfter === null
      ? []
      : [["now", words.asNow(dateText(deletedAfter))] satisfies [Kept, string]]),
    ...KEPT_DAYS.map((days): [Kept, string] => [`${days}`, words.days(days)]),
  ];
  return (
    <ActForm
      heading={words.heading}
      label={words.save}
      testId="keep-dialog"
      closed={closed}
      act={async () => {
        const change: ChangeRecording = {
          ...(kept.peek() !== "now" && {
            retentionDays: kept.peek() === "never" ? null : Number(kept.peek()),
          }),
          ...(isHeld.peek() !== legalHold && { legalHold: isHeld.peek() }),
        };
        await page.change(change);
        return true;
      }}
    >
      <Field label={words.label}>
        {(described) => (
          <select
            value={kept.value}
            {...described}
            onChange={(event) => {
              const { value } = event.currentTarget;
              kept.value = options.find(([choice]) => choice === value)?.[0] ?? "now";
            }}
          >
            {options.map(([choice, label]) => <option key={choice} value={choice}>{label}</option>)}
          </select>
        )}
      </Field>
      {access === "hold" && (
        <label class="check">
          <input
            type="checkbox"
            checked={isHeld.value}
            onChange={(event) => isHeld.value = event.currentTarget.checked}
          />
          <span>{words.hold}</span>
        </label>
      )}
    </ActForm>
  );
}

export function DeleteDialog({ page, details, closed }: ActDialogProps) {
  const words = t.recordings.remove;
  return (
    <ActForm
      heading={words.heading}
      label={words.do}
      testId="delete-dialog"
      closed={closed}
      isDanger
      isForbidden={details.legalHold}
      act={async () => {
        await page.remove();
        announce(words.done);
        return false; // The page that asked is gone.
      }}
    >
      <p class="hint">{details.legalHold ? words.held : words.hint}</p>
    </ActForm>
  );
}

interface ActFormProps {
  heading: string;
  label: string;
  testId: string;
  closed: () => void;
  /** Resolves true when the dialog may close. */
  act: () => Promise<boolean>;
  children: ComponentChildren;
  hasAutofocus?: boolean;
  isDanger?: boolean;
  isForbidden?: boolean;
}

function ActForm(props: ActFormProps) {
  const { heading, label, testId, closed, act, children, isDanger = false } = props;
  const isBusy = useSignal(false);
  const problem = useSignal("");

  async function run(): Promise<void> {
    if (isBusy.peek()) return;
    isBusy.value = true;
    problem.value = "";
    try {
      if (await act()) closed();
    } catch (error) {
      const { heading, hint } = t.recordings.problem[recordingProblemOf(error)];
      problem.value = `${heading}. ${hint}`;
    } finally {
      isBusy.value = false;
    }
  }

  return (
    <Modal
      heading={heading}
      closed={closed}
      testId={testId}
      hasAutofocus={props.hasAutofocus ?? false}
    >
      <form
        class="act-form"
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        {children}
        {problem.value && <p class="field-error" role="alert">{problem.value}</p>}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={closed}>{t.call.cancel}</button>
          <button
            type="submit"
            class={`button ${isDanger ? "danger" : "primary"}`}
            disabled={isBusy.value || props.isForbidden === true}
          >
            {label}
          </button>
        </div>
      </form>
    </Modal>
  );
}
