/** A form or a page of its own in front of the start page, closed by a button or Escape. */
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../strings/mod.ts";
import { CloseIcon } from "../icons.tsx";

export interface ModalProps {
  heading: string;
  /** The user closed it. */
  closed: () => void;
  children: ComponentChildren;
  /** A field of it takes the focus, not the heading. */
  hasAutofocus?: boolean;
  testId?: string;
}

/** Open for as long as it is drawn; then the focus goes back to where it was. */
export function Modal({ heading, closed, children, hasAutofocus = false, testId }: ModalProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const isDrawn = useRef(true);
  const id = useId();
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => {
      isDrawn.current = false;
      dialog?.close();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      class="dialog planning"
      aria-labelledby={id}
      data-testid={testId}
      onClose={() => isDrawn.current && closed()}
    >
      <header class="dialog-header">
        <h2 id={id} tabIndex={-1} autofocus={!hasAutofocus}>{heading}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label={t.planning.close}
          onClick={() => ref.current?.close()}
        >
          <CloseIcon />
        </button>
      </header>
      {children}
    </dialog>
  );
}
