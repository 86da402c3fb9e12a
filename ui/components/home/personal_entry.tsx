/** How guests come into the personal room: seen and changed where its link is. */
import { useSignal } from "@preact/signals";
import { announce } from "../../models/announcer.ts";
import {
  type Entry,
  type EntryDraft,
  entryDraftOf,
  entryOf,
  type EntryProblems,
  entryProblems,
} from "../../models/entry.ts";
import type { OwnMeeting } from "../../models/planned.ts";
import { t } from "../../strings/mod.ts";
import { EntryFields } from "./entry_fields.tsx";

export function PersonalEntry(
  { room, isBusy, change }: {
    room: OwnMeeting;
    isBusy: boolean;
    /** Resolves to whether the server has it. */
    change: (entry: Entry) => Promise<boolean>;
  },
) {
  const draft = useSignal<EntryDraft>(entryDraftOf(room));
  const problems = useSignal<EntryProblems>({});
  const { personal: words, form } = t.planning;
  const isSame = JSON.stringify(draft.value) === JSON.stringify(entryDraftOf(room));

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    problems.value = entryProblems(draft.peek());
    if (Object.keys(problems.peek()).length > 0) return;
    const entry = entryOf(draft.peek());
    if (!await change(entry)) return;
    draft.value = { ...draft.peek(), passcode: entry.passcode ?? "" };
    announce(words.entrySaved);
  }

  return (
    <details class="personal-entry">
      <summary>{words.entry}</summary>
      <form onSubmit={save} noValidate>
        <EntryFields
          draft={draft.value}
          problems={problems.value}
          change={(changed) => draft.value = { ...draft.peek(), ...changed }}
        />
        <div class="dialog-actions">
          <button type="submit" class="button primary" disabled={isBusy || isSame}>
            {form.saveChange}
          </button>
        </div>
      </form>
    </details>
  );
}
