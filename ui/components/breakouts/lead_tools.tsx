/** Opening, telling and closing: what those who lead do with the breakouts as a whole. */
import { useSignal } from "@preact/signals";
import { MESSAGE_CHARACTERS_MAX } from "../../../protocol/mod.ts";
import type { Call } from "../../models/call.ts";
import { t } from "../../strings/mod.ts";
import { Dialog } from "../dialog.tsx";

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;
/** Minutes; 0: without an end. */
const DURATIONS = [0, 2, 5, 10, 15, 20, 30, 45, 60] as const;
const USUAL_DURATION = 10;
/** Seconds. */
const GRACES = [0, 15, 30, 60, 120] as const;
const USUAL_GRACE = 30;

export function OpenTools({ call, replan }: { call: Call; replan: () => void }) {
  const minutes = useSignal<number>(USUAL_DURATION);
  return (
    <div class="panel-foot">
      <label class="recipient">
        <span>{t.breakouts.duration}</span>
        <select
          value={minutes.value}
          onChange={(event) => minutes.value = Number(event.currentTarget.value)}
        >
          {DURATIONS.map((each) => (
            <option key={each} value={each}>
              {each === 0 ? t.breakouts.durations.none : t.breakouts.minutes(each)}
            </option>
          ))}
        </select>
      </label>
      <div class="panel-actions">
        <button type="button" class="button quiet" onClick={replan}>{t.breakouts.plan}</button>
        <button
          type="button"
          class="button quiet"
          onClick={() => call.command({ type: "shuffleBreakouts" })}
        >
          {t.breakouts.reshuffle}
        </button>
        <button
          type="button"
          class="button quiet primary"
          onClick={() =>
            call.command({
              type: "openBreakouts",
              ...(minutes.peek() > 0 && { durationMs: minutes.peek() * MINUTE_MS }),
            })}
        >
          {t.breakouts.openRooms}
        </button>
      </div>
    </div>
  );
}

export function RunningTools({ call }: { call: Call }) {
  const isAsking = useSignal(false);
  const seconds = useSignal<number>(USUAL_GRACE);
  return (
    <div class="panel-foot">
      <Broadcast call={call} />
      <div class="panel-actions">
        <button type="button" class="button quiet danger" onClick={() => isAsking.value = true}>
          {t.breakouts.close}
        </button>
      </div>
      {isAsking.value && (
        <Dialog
          heading={t.breakouts.closeQuestion}
          hint={t.breakouts.closeHint}
          closed={() => isAsking.value = false}
          actions={[{
            label: t.breakouts.closeDo,
            isDanger: true,
            run: () =>
              call.command({ type: "closeBreakouts", graceMs: seconds.peek() * SECOND_MS }),
          }]}
        >
          <label class="recipient">
            <span>{t.breakouts.grace}</span>
            <select
              value={seconds.value}
              onChange={(event) => seconds.value = Number(event.currentTarget.value)}
            >
              {GRACES.map((each) => (
                <option key={each} value={each}>
                  {each === 0 ? t.breakouts.graces.none : t.breakouts.seconds(each)}
                </option>
              ))}
            </select>
          </label>
        </Dialog>
      )}
    </div>
  );
}

function Broadcast({ call }: { call: Call }) {
  const text = useSignal("");
  const isSending = useSignal(false);

  async function send(): Promise<void> {
    const words = text.peek().trim();
    if (words === "" || isSending.peek()) return;
    isSending.value = true;
    const isSent = await call.command({ type: "announce", text: words });
    isSending.value = false;
    if (!isSent) return; // What was written stays.
    text.value = "";
    call.toasts.show({ id: "broadcast", text: t.breakouts.broadcastDone });
  }

  return (
    <form
      class="room-rename"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <input
        class="panel-field"
        value={text.value}
        maxLength={MESSAGE_CHARACTERS_MAX}
        placeholder={t.breakouts.broadcastPlaceholder}
        aria-label={t.breakouts.broadcast}
        onInput={(event) => text.value = event.currentTarget.value}
      />
      <button type="submit" class="button quiet" disabled={text.value.trim() === ""}>
        {t.breakouts.broadcastDo}
      </button>
    </form>
  );
}
