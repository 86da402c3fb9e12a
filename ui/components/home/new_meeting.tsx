/** A meeting at once by one click; the other ways are in a menu beside it. */
import { useSignal } from "@preact/signals";
import { problemOf } from "../../models/meeting.ts";
import { startInstant } from "../../models/planner.ts";
import { problemText, t } from "../../strings/mod.ts";
import { CalendarIcon, CameraIcon, ChevronIcon, DoorIcon } from "../icons.tsx";
import { Menu } from "../menu.tsx";

export interface NewMeetingProps {
  start: (code: string) => void;
  plan: () => void;
  personal: () => void;
}

export function NewMeeting({ start, plan, personal }: NewMeetingProps) {
  const isBusy = useSignal(false);
  const problem = useSignal("");

  async function startNow(): Promise<void> {
    if (isBusy.peek()) return;
    isBusy.value = true;
    problem.value = "";
    try {
      start(await startInstant());
    } catch (error) {
      problem.value = problemText(problemOf(error));
    } finally {
      isBusy.value = false;
    }
  }

  return (
    <>
      <div class="split-button">
        <button
          type="button"
          class="button primary large"
          disabled={isBusy.value}
          onClick={startNow}
        >
          <CameraIcon />
          {isBusy.value ? t.home.starting : t.home.start}
        </button>
        <Menu
          label={t.planning.more}
          class="button primary large"
          testId="more-ways"
          items={[
            { key: "now", label: t.planning.startNow, icon: <CameraIcon />, run: startNow },
            { key: "plan", label: t.planning.planLater, icon: <CalendarIcon />, run: plan },
            { key: "own", label: t.planning.personalRoom, icon: <DoorIcon />, run: personal },
          ]}
        >
          <ChevronIcon />
        </Menu>
      </div>
      {problem.value && <p class="field-error" role="alert">{problem.value}</p>}
    </>
  );
}
