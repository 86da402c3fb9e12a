/** In by a code that was read out, or a link that was sent. */
import { useSignal } from "@preact/signals";
import { parseCode } from "../../models/meeting_code.ts";
import { t } from "../../strings/mod.ts";

export function JoinByCode({ join }: { join: (code: string) => void }) {
  const text = useSignal("");
  const isWrong = useSignal(false);
  function submit(event: Event): void {
    event.preventDefault();
    const code = parseCode(text.value);
    if (code) join(code);
    else isWrong.value = true;
  }
  return (
    <form class="card join-card" onSubmit={submit} noValidate>
      <h2>{t.home.joinHeading}</h2>
      <label class="field">
        <span>{t.home.codeLabel}</span>
        <input
          type="text"
          inputMode="text"
          autocomplete="off"
          spellcheck={false}
          placeholder={t.home.codePlaceholder}
          value={text.value}
          aria-invalid={isWrong.value}
          aria-describedby="code-error"
          onInput={(event) => {
            text.value = event.currentTarget.value;
            isWrong.value = false;
          }}
        />
      </label>
      <p id="code-error" class="field-error" role="alert">{isWrong.value ? t.home.badCode : ""}</p>
      <button type="submit" class="button" disabled={text.value.trim() === ""}>
        {t.home.join}
      </button>
    </form>
  );
}
