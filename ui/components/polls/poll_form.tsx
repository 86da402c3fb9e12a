/** Writing a poll. */
import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { OPTIONS_MAX, type PollQuestion } from "../../../protocol/mod.ts";
import {
  type OptionField,
  type PollForm as Form,
  type PollProblem,
  questionOf,
  withField,
  withOption,
  withoutOption,
  withRaisedOption,
} from "../../models/polls/poll_form.ts";
import { t } from "../../strings/mod.ts";
import { CloseIcon } from "../icons.tsx";

const QUESTION_CHARACTERS_MAX = 500;
const OPTION_CHARACTERS_MAX = 200;

export interface PollFormProps {
  initial: Form;
  /** Resolves to whether it was taken. */
  save: (question: PollQuestion, isOpen: boolean) => Promise<boolean>;
  cancel: () => void;
}

export function PollForm({ initial, save, cancel }: PollFormProps) {
  const form = useSignal(initial);
  const problem = useSignal<PollProblem | null>(null);
  const isSaving = useSignal(false);
  const first = useRef<HTMLTextAreaElement>(null);
  const problemId = useId();
  const { question, options, multiple, anonymous, isQuiz } = form.value;
  const set = (next: Form) => {
    form.value = next;
    problem.value = null;
  };
  useEffect(() => first.current?.focus(), []);

  async function submit(isOpen: boolean): Promise<void> {
    const asked = questionOf(form.peek());
    if (typeof asked === "string") {
      problem.value = asked;
      return;
    }
    isSaving.value = true;
    if (!await save(asked, isOpen)) isSaving.value = false;
  }

  return (
    <form
      class="poll-form"
      aria-describedby={problemId}
      data-testid="poll-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit(true);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        cancel();
      }}
    >
      <label class="panel-label">
        <span>{t.polls.question}</span>
        <textarea
          ref={first}
          class="panel-field"
          rows={2}
          maxLength={QUESTION_CHARACTERS_MAX}
          value={question}
          aria-invalid={problem.value === "question"}
          onInput={(event) => set({ ...form.peek(), question: event.currentTarget.value })}
        />
      </label>
      <fieldset class="poll-options">
        <legend>{t.polls.options}</legend>
        {options.map((option, index) => (
          <OptionRow
            key={option.key}
            form={form.value}
            option={option}
            number={index + 1}
            set={set}
          />
        ))}
        {options.length < OPTIONS_MAX && (
          <button
            type="button"
            class="button quiet"
            onClick={() => set(withOption(form.peek()))}
          >
            {t.polls.addOption}
          </button>
        )}
      </fieldset>
      <Check
        label={t.polls.multiple}
        isOn={multiple}
        set={(multiple) => set({ ...form.peek(), multiple })}
      />
      <Check
        label={t.polls.anonymous}
        hint={t.polls.anonymousHint}
        isOn={anonymous}
        set={(anonymous) => set({ ...form.peek(), anonymous })}
      />
      <Check
        label={t.polls.quiz}
        hint={t.polls.quizHint}
        isOn={isQuiz}
        set={(isQuiz) => set({ ...form.peek(), isQuiz })}
      />
      <p id={problemId} class="field-error" role="alert">
        {problem.value && t.polls.problem[problem.value]}
      </p>
      <div class="panel-actions">
        <button type="button" class="button quiet" onClick={cancel}>{t.polls.cancel}</button>
        <button
          type="button"
          class="button quiet"
          disabled={isSaving.value}
          onClick={() => submit(false)}
        >
          {t.polls.draft}
        </button>
        <button type="submit" class="button quiet primary" disabled={isSaving.value}>
          {t.polls.launch}
        </button>
      </div>
    </form>
  );
}

function OptionRow(
  { form, option, number, set }: {
    form: Form;
    option: OptionField;
    number: number;
    set: (form: Form) => void;
  },
) {
  const { key, text, isCorrect } = option;
  return (
    <div class="poll-option-row">
      {form.isQuiz && (
        <input
          type="checkbox"
          checked={isCorrect}
          aria-label={t.polls.correctOption(number)}
          title={t.polls.correctOption(number)}
          onChange={(event) =>
            set(withField(form, key, { isCorrect: event.currentTarget.checked }))}
        />
      )}
      <input
        class="panel-field"
        value={text}
        maxLength={OPTION_CHARACTERS_MAX}
        aria-label={t.polls.option(number)}
        placeholder={t.polls.option(number)}
        onInput={(event) => set(withField(form, key, { text: event.currentTarget.value }))}
      />
      <button
        type="button"
        class="icon-button small"
        aria-label={t.polls.moveUp(number)}
        title={t.polls.moveUp(number)}
        disabled={number === 1}
        onClick={() => set(withRaisedOption(form, key))}
      >
        ↑
      </button>
      <button
        type="button"
        class="icon-button small"
        aria-label={t.polls.removeOption(number)}
        title={t.polls.removeOption(number)}
        disabled={form.options.length <= 2}
        onClick={() => set(withoutOption(form, key))}
      >
        <CloseIcon />
      </button>
    </div>
  );
}

function Check(
  { label, hint, isOn, set }: {
    label: string;
    hint?: string;
    isOn: boolean;
    set: (isOn: boolean) => void;
  },
) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => set(event.currentTarget.checked)}
      />
      <span>
        {label}
        {hint && <small class="hint">{hint}</small>}
      </span>
    </label>
  );
}
