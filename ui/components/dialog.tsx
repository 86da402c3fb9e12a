/** A question in the way of everything else. A native dialog: it traps the focus and gives it back. */
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../strings/mod.ts";

export interface DialogProps {
  heading: string;
  hint?: string;
  children?: ComponentChildren;
  /** Buttons after "Cancel"; the last is the main one. */
  actions: readonly DialogAction[];
  /** Called however it closes. */
  closed: () => void;
  /** Nobody gets past it without an answer: no "Cancel", no Escape. */
  isMandatory?: boolean;
  testId?: string;
}

export interface DialogAction {
  readonly label: string;
  readonly run: () => void;
  readonly isDanger?: boolean;
}

/** Open for as long as it is drawn. */
export function Dialog(props: DialogProps) {
  const { heading, hint, children, actions, closed, isMandatory = false, testId } = props;
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  const isAnswered = useRef(false);
  useLayoutEffect(() => {
    ref.current?.showModal();
  }, []);

  function act(run: () => void): void {
    isAnswered.current = true;
    ref.current?.close();
    run();
  }

  return (
    <dialog
      ref={ref}
      class="dialog"
      aria-labelledby={id}
      data-testid={testId}
      onCancel={(event) => isMandatory && event.preventDefault()}
      onClose={() => {
        // Browsers let nobody be held by Escape for ever.
        if (isMandatory && !isAnswered.current) ref.current?.showModal();
        else closed();
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const main = actions.at(-1);
          if (main) act(main.run);
        }}
      >
        <header class="dialog-header">
          <h2 id={id}>{heading}</h2>
        </header>
        {hint && <p class="hint">{hint}</p>}
        {children}
        <div class="dialog-actions">
          {!isMandatory && (
            <button type="button" class="button" onClick={() => act(() => {})}>
              {t.call.cancel}
            </button>
          )}
          {actions.map(({ label, run, isDanger }, index) => (
            <button
              key={label}
              type={index === actions.length - 1 ? "submit" : "button"}
              class={`button ${
                isDanger ? "danger" : index === actions.length - 1 ? "primary" : ""
              }`}
              onClick={index === actions.length - 1 ? undefined : () => act(run)}
            >
              {label}
            </button>
          ))}
        </div>
      </form>
    </dialog>
  );
}
