/** The fields of a plan: what, when, and for whom. */
import { useId } from "preact/hooks";
import { locale } from "../../models/language.ts";
import { DURATIONS, OPENINGS, type PlanDraft, type PlanProblems } from "../../models/plan.ts";
import { t } from "../../strings/mod.ts";
import { Field } from "./field.tsx";

interface FieldsProps {
  draft: PlanDraft;
  problems: PlanProblems;
  change: (changed: Partial<PlanDraft>) => void;
}

export function TitleField({ draft, problems, change }: FieldsProps) {
  return (
    <Field label={t.planning.form.title} problem={textOf(problems.title)}>
      {(described) => (
        <input
          {...described}
          type="text"
          autofocus
          autocomplete="off"
          maxLength={200}
          value={draft.title}
          onInput={(event) => change({ title: event.currentTarget.value })}
        />
      )}
    </Field>
  );
}

export function TimeFields(
  { draft, problems, change, zones }: FieldsProps & { zones: readonly string[] },
) {
  const id = useId();
  const { form: words } = t.planning;
  return (
    <>
      <div class="field-row">
        <Field label={words.date} problem={textOf(problems.date)} class="wide">
          {(described) => (
            <input
              {...described}
              type="date"
              value={draft.date}
              onInput={(event) => change({ date: event.currentTarget.value })}
            />
          )}
        </Field>
        <Field label={words.time} problem={textOf(problems.time)}>
          {(described) => (
            <input
              {...described}
              type="time"
              value={draft.time}
              onInput={(event) => change({ time: event.currentTarget.value })}
            />
          )}
        </Field>
        <Field label={words.duration}>
          {(described) => (
            <select
              {...described}
              value={draft.durationMinutes}
              onChange={(event) => change({ durationMinutes: Number(event.currentTarget.value) })}
            >
              {withOwn(DURATIONS, draft.durationMinutes).map((minutes) => (
                <option key={minutes} value={minutes}>{durationText(minutes)}</option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <Field
        label={words.timeZone}
        hint={words.timeZoneHint}
        problem={textOf(problems.timeZone)}
      >
        {(described) => (
          <input
            {...described}
            type="text"
            list={id}
            autocomplete="off"
            spellcheck={false}
            value={draft.timeZone}
            onFocus={(event) => event.currentTarget.select()}
            onInput={(event) => change({ timeZone: event.currentTarget.value })}
          />
        )}
      </Field>
      <datalist id={id}>{zones.map((zone) => <option key={zone} value={zone} />)}</datalist>
    </>
  );
}

export function OpeningField({ draft, change }: FieldsProps) {
  const { form: words } = t.planning;
  const { opensMinutesBefore: opens } = draft;
  return (
    <Field label={words.opens}>
      {(described) => (
        <select
          {...described}
          value={String(opens)}
          onChange={({ currentTarget: { value } }) =>
            change({ opensMinutesBefore: value === "null" ? null : Number(value) })}
        >
          {withOwn(OPENINGS, opens).map((minutes) => (
            <option key={minutes} value={String(minutes)}>{openingText(minutes)}</option>
          ))}
        </select>
      )}
    </Field>
  );
}

const textOf = (problem: keyof typeof t.planning.problem | undefined): string | undefined =>
  problem && t.planning.problem[problem];

/** A value from elsewhere stays what it is. */
const withOwn = <T,>(choices: readonly T[], own: T): readonly T[] =>
  choices.includes(own) ? choices : [...choices, own];

function durationText(minutes: number): string {
  const unit = minutes % 60 === 0 ? "hour" : "minute";
  const value = unit === "hour" ? minutes / 60 : minutes;
  return new Intl.NumberFormat(locale.value, { style: "unit", unit, unitDisplay: "long" })
    .format(value);
}

function openingText(minutes: number | null): string {
  const { form: words } = t.planning;
  if (minutes === null) return words.opensAlways;
  return minutes === 0 ? words.opensAtStart : words.opensBefore(minutes);
}
