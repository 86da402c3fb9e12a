/** Where one is while there are breakouts: the way back, the time left, and a call for help. */
import type { Call } from "../../models/call.ts";
import { countdownText } from "../../models/countdown.ts";
import { language } from "../../models/language.ts";
import { invitationOf, isRunning, roomNamed } from "../../models/breakouts/rooms.ts";
import { useSignal, useSignalEffect } from "@preact/signals";
import { t } from "../../strings/mod.ts";

export function HomeButton({ call }: { call: Call }) {
  return (
    <button
      type="button"
      class="button quiet"
      onClick={() => call.command({ type: "enterBreakout", breakoutId: null })}
    >
      {t.breakouts.leave}
    </button>
  );
}

export function HelpButton({ call }: { call: Call }) {
  // The room tells those who help; who asked knows by having asked.
  const askedIn = useSignal<string | null>(null);
  useSignalEffect(() => {
    const here = call.self.value?.breakout ?? null;
    if (askedIn.peek() !== null && askedIn.peek() !== here) askedIn.value = null;
  });
  const hasAsked = askedIn.value !== null;

  async function ask(): Promise<void> {
    const here = call.self.peek()?.breakout ?? null;
    if (!await call.command({ type: "askForHelp", asking: !hasAsked })) return;
    askedIn.value = hasAsked ? null : here;
    if (!hasAsked) call.toasts.show({ id: "help", text: t.breakouts.asked });
  }

  return (
    <button type="button" class="button quiet" aria-pressed={hasAsked} onClick={ask}>
      {hasAsked ? t.breakouts.settled : t.breakouts.askHelp}
    </button>
  );
}

/** Above the stage for as long as one is in a breakout, or is asked into one. */
export function BreakoutBanner({ call }: { call: Call }) {
  const { breakouts } = call.meeting.value;
  if (!isRunning(breakouts)) return null;
  const here = roomNamed(breakouts, call.self.value?.breakout);
  const invitation = here ? undefined : invitationOf(breakouts, call.self.value);
  if (!here && !invitation && breakouts.status !== "closing") return null;
  const left = call.breakoutLeftMs.value;
  const time = left === null ? "" : countdownText(left, language.value);
  return (
    <section
      class="notice breakout-banner"
      data-testid="breakout-banner"
      aria-label={t.breakouts.title}
    >
      <p>
        <strong>
          {here
            ? t.breakouts.banner(here.name)
            : invitation
            ? t.breakouts.assignedTold(invitation.name)
            : t.breakouts.status.closing}
        </strong>
        {time !== "" && (
          <span class="room-clock">
            {breakouts.status === "closing" && here
              ? t.breakouts.returning(time)
              : t.breakouts.left(time)}
          </span>
        )}
      </p>
      {here && (
        <>
          {!call.can("breakouts") && <HelpButton call={call} />}
          <HomeButton call={call} />
        </>
      )}
      {invitation && (
        <button
          type="button"
          class="button quiet primary"
          onClick={() => call.command({ type: "enterBreakout", breakoutId: invitation.id })}
        >
          {t.breakouts.enter}
        </button>
      )}
    </section>
  );
}
