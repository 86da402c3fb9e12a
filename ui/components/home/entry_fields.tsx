/** How guests come into a meeting. */
import type { EntryDraft, EntryProblems } from "../../models/entry.ts";
import { randomPasscode } from "../../models/planner.ts";
import { t } from "../../strings/mod.ts";
import { Consequences } from "../encryption/encryption_switch.tsx";
import { Field } from "./field.tsx";

interface EntryFieldsProps {
  draft: EntryDraft;
  problems: EntryProblems;
  change: (changed: Partial<EntryDraft>) => void;
}

export function EntryFields({ draft, problems, change }: EntryFieldsProps) {
  const { form: words } = t.planning;
  const problem = problems.passcode && t.planning.problem[problems.passcode];
  return (
    <>
      <div class="field-row ends-with-button">
        <Field
          label={words.passcode}
          hint={words.passcodeHint}
          problem={problem}
        >
          {(described) => (
            <input
              {...described}
              type="text"
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              maxLength={64}
              value={draft.passcode}
              onInput={(event) => change({ passcode: event.currentTarget.value })}
            />
          )}
        </Field>
        <button
          type="button"
          class="button"
          onClick={() => change({ passcode: randomPasscode() })}
        >
          {words.generate}
        </button>
      </div>
      <Check
        label={words.lobby}
        hint={words.lobbyHint}
        isOn={draft.lobby}
        toggle={(lobby) => change({ lobby })}
      />
      <Check
        label={words.joinBeforeHost}
        isOn={draft.joinBeforeHost}
        toggle={(joinBeforeHost) => change({ joinBeforeHost })}
      />
      <Check
        label={t.encryption.setting}
        hint={t.encryption.settingHint}
        isOn={draft.encrypted}
        toggle={(encrypted) => change({ encrypted })}
      />
      {draft.encrypted && <Consequences />}
    </>
  );
}

interface CheckProps {
  label: string;
  hint?: string;
  isOn: boolean;
  toggle: (isOn: boolean) => void;
}

function Check({ label, hint, isOn, toggle }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => toggle(event.currentTarget.checked)}
      />
      <span>
        {label}
        {hint && <span class="hint">{hint}</span>}
      </span>
    </label>
  );
}
