/** A labelled control of a form, with what is wrong with it beside it. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

/** To be put on the control. */
export interface Described {
  readonly "aria-invalid": boolean;
  readonly "aria-describedby": string | undefined;
}

export interface FieldProps {
  label: string;
  hint?: string;
  problem?: string | undefined;
  class?: string;
  children: (described: Described) => ComponentChildren;
}

export function Field({ label, hint, problem, class: className = "", children }: FieldProps) {
  const id = useId();
  const isDescribed = problem !== undefined || hint !== undefined;
  return (
    <div class={`field ${className}`}>
      <label class="field-control">
        <span>{label}</span>
        {children({
          "aria-invalid": problem !== undefined,
          "aria-describedby": isDescribed ? id : undefined,
        })}
      </label>
      {problem !== undefined
        ? <p id={id} class="field-error" role="alert">{problem}</p>
        : hint !== undefined && <p id={id} class="hint">{hint}</p>}
    </div>
  );
}
