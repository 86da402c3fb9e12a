/** Short news in a corner, read out politely. */
import type { Toasts } from "../models/toasts.ts";
import { t } from "../strings/mod.ts";
import { CloseIcon } from "./icons.tsx";

export function ToastList({ toasts }: { toasts: Toasts }) {
  return (
    <div class="toasts" role="status" aria-live="polite" data-testid="toasts">
      {toasts.shown.value.map(({ id, text, tone, actions }) => (
        <div key={id} class="toast" data-tone={tone}>
          <p>{text}</p>
          {actions.length > 0 && (
            <div class="toast-actions">
              {actions.map(({ label, run, isMain }) => (
                <button
                  key={label}
                  type="button"
                  class={isMain ? "button quiet primary" : "button quiet"}
                  onClick={() => {
                    toasts.dismiss(id);
                    run();
                  }}
                >
                  {label}
                </button>
              ))}
            </div>
          )}
          {actions.length === 0 && (
            <button
              type="button"
              class="icon-button"
              aria-label={t.told.dismiss}
              onClick={() => toasts.dismiss(id)}
            >
              <CloseIcon />
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
