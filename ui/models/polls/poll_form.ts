/** A poll while somebody writes it. Pure. */
import { OPTIONS_MAX, type PollQuestion } from "../../../protocol/mod.ts";

export interface OptionField {
  /** The same for the life of the field. */
  readonly key: number;
  readonly text: string;
  readonly isCorrect: boolean;
}

export interface PollForm {
  readonly question: string;
  readonly options: readonly OptionField[];
  readonly multiple: boolean;
  readonly anonymous: boolean;
  readonly isQuiz: boolean;
}

export const EMPTY_FORM: PollForm = {
  question: "",
  options: [
    { key: 1, text: "", isCorrect: false },
    { key: 2, text: "", isCorrect: false },
  ],
  multiple: false,
  anonymous: false,
  isQuiz: false,
};

/** What is still wrong. */
export type PollProblem = "question" | "options" | "twice" | "correct" | "single";

export function formOf(
  { question, options, multiple, anonymous, correct }: PollQuestion,
): PollForm {
  return {
    question,
    options: options.map((text, index) => ({
      key: index + 1,
      text,
      isCorrect: correct?.includes(index) ?? false,
    })),
    multiple,
    anonymous,
    isQuiz: correct !== undefined,
  };
}

export function withOption(form: PollForm): PollForm {
  if (form.options.length >= OPTIONS_MAX) return form;
  const key = Math.max(0, ...form.options.map((option) => option.key)) + 1;
  return { ...form, options: [...form.options, { key, text: "", isCorrect: false }] };
}

/** Two stay. */
export function withoutOption(form: PollForm, key: number): PollForm {
  if (form.options.length <= 2) return form;
  return { ...form, options: form.options.filter((option) => option.key !== key) };
}

export function withRaisedOption(form: PollForm, key: number): PollForm {
  const at = form.options.findIndex((option) => option.key === key);
  const moved = form.options[at];
  if (at < 1 || !moved) return form;
  return { ...form, options: form.options.toSpliced(at, 1).toSpliced(at - 1, 0, moved) };
}

export function withField(form: PollForm, key: number, change: Partial<OptionField>): PollForm {
  const options = form.options.map((option) =>
    option.key === key ? { ...option, ...change } : option
  );
  return { ...form, options };
}

/** The question as the room takes it: fields left empty are no options. */
export function questionOf(form: PollForm): PollQuestion | PollProblem {
  const question = form.question.trim();
  const filled = form.options
    .map(({ text, isCorrect }) => ({ text: text.trim(), isCorrect }))
    .filter(({ text }) => text !== "");
  if (question === "") return "question";
  if (filled.length < 2) return "options";
  if (new Set(filled.map(({ text }) => text)).size < filled.length) return "twice";
  const correct = filled.flatMap(({ isCorrect }, index) => isCorrect ? [index] : []);
  if (form.isQuiz && correct.length === 0) return "correct";
  if (form.isQuiz && !form.multiple && correct.length > 1) return "single";
  return {
    question,
    options: filled.map(({ text }) => text),
    multiple: form.multiple,
    anonymous: form.anonymous,
    ...(form.isQuiz && { correct }),
  };
}
