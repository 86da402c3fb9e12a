/** Where everything starts: a new meeting, or a code. */
import { useSignal } from "@preact/signals";
import { PageHeader } from "../components/common.tsx";
import { CameraIcon } from "../components/icons.tsx";
import { useTitle } from "../components/hooks.ts";
import { api } from "../models/api.ts";
import { problemOf } from "../models/meeting.ts";
import { parseCode } from "../models/meeting_code.ts";
import { keepSeat } from "../models/seat.ts";
import { go, meetingPath } from "../router.ts";
import { problemText, t } from "../strings/mod.ts";

export function Home() {
  useTitle("", t.product);
  return (
    <div class="page">
      <PageHeader />
      <main class="home">
        <section class="home-intro">
          <h1>{t.home.heading}</h1>
          <p class="lead">{t.home.lead}</p>
          <NewMeeting />
        </section>
        <JoinByCode />
      </main>
    </div>
  );
}

function NewMeeting() {
  const isBusy = useSignal(false);
  const problem = useSignal<string | null>(null);
  async function start(): Promise<void> {
    isBusy.value = true;
    problem.value = null;
    try {
      const ticket = await api.createMeeting({});
      keepSeat(ticket, false);
      go(meetingPath(ticket.code));
    } catch (error) {
      problem.value = problemText(problemOf(error));
      isBusy.value = false;
    }
  }
  return (
    <>
      <button type="button" class="button primary large" disabled={isBusy.value} onClick={start}>
        <CameraIcon />
        {isBusy.value ? t.home.starting : t.home.start}
      </button>
      {problem.value && <p class="field-error" role="alert">{problem.value}</p>}
    </>
  );
}

function JoinByCode() {
  const text = useSignal("");
  const isWrong = useSignal(false);
  function submit(event: Event): void {
    event.preventDefault();
    const code = parseCode(text.value);
    if (code) go(meetingPath(code));
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
