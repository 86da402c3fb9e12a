/** Before a shared recording that asks for a password. */
import { useSignal } from "@preact/signals";
import { t } from "../../strings/mod.ts";
import { Field } from "../home/field.tsx";

export function PasswordForm(
  { isWrong, open }: { isWrong: boolean; open: (password: string) => Promise<void> },
) {
  const words = t.recordings.password;
  const password = useSignal("");
  const isBusy = useSignal(false);
  return (
    <main class="message">
      <h1 tabIndex={-1}>{words.heading}</h1>
      <form
        class="password-form"
        data-testid="password"
        onSubmit={async (event) => {
          event.preventDefault();
          if (isBusy.peek() || password.peek().trim() === "") return;
          isBusy.value = true;
          await open(password.peek().trim());
          isBusy.value = false;
        }}
      >
        <Field label={words.label} problem={isWrong ? words.wrong : undefined}>
          {(described) => (
            <input
              type="password"
              autocomplete="off"
              autofocus
              maxLength={64}
              value={password.value}
              {...described}
              onInput={(event) => password.value = event.currentTarget.value}
            />
          )}
        </Field>
        <button type="submit" class="button primary" disabled={isBusy.value}>{words.open}</button>
      </form>
    </main>
  );
}
