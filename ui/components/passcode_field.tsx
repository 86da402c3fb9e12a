/** The passcode of a meeting that has one. It goes to the server in a request's body, nowhere else. */
import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Meeting } from "../models/meeting.ts";
import { t } from "../strings/mod.ts";

export interface Passcode {
  readonly value: Signal<string>;
  readonly problem: Signal<"missing" | "wrong" | null>;
}

export function usePasscode({ joinProblem }: Meeting): Passcode {
  const value = useSignal("");
  const problem = useSignal<"missing" | "wrong" | null>(null);
  useSignalEffect(() => {
    if (joinProblem.value !== "wrong-passcode") return;
    problem.value = value.peek().trim() ? "wrong" : "missing";
  });
  return { value, problem };
}

/** Takes the focus when something is wrong with it. */
export function PasscodeField({ passcode: { value, problem } }: { passcode: Passcode }) {
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (problem.value) ref.current?.select();
  }, [problem.value]);
  return (
    <>
      <label class="field">
        <span>{t.prejoin.passcode}</span>
        <input
          ref={ref}
          type="text"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          maxLength={64}
          value={value.value}
          aria-invalid={problem.value !== null}
          aria-describedby="passcode-error"
          onInput={(event) => {
            value.value = event.currentTarget.value;
            problem.value = null;
          }}
        />
      </label>
      <p id="passcode-error" class="field-error" role="alert">{textOf(problem.value)}</p>
    </>
  );
}

function textOf(problem: "missing" | "wrong" | null): string {
  switch (problem) {
    case null:
      return "";
    case "missing":
      return t.prejoin.passcodeNeeded;
    case "wrong":
      return t.problem["wrong-passcode"].heading;
    default:
      return problem satisfies never;
  }
}
