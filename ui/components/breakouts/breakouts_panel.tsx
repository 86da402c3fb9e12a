/** Breakouts beside the stage: for those who lead them, and for those who go. */
import { useSignal } from "@preact/signals";
import type { BreakoutsView } from "../../../protocol/mod.ts";
import type { Call } from "../../models/call.ts";
import { countdownText } from "../../models/countdown.ts";
import { language } from "../../models/language.ts";
import { invitationOf, roomsOf } from "../../models/breakouts/rooms.ts";
import { t } from "../../strings/mod.ts";
import { BreakoutsIcon } from "../icons.tsx";
import type { PanelDefinition } from "../panel_list.ts";
import { Assignments } from "./assignments.tsx";
import { HelpButton, HomeButton } from "./going.tsx";
import { OpenTools, RunningTools } from "./lead_tools.tsx";
import { PlanForm } from "./plan_form.tsx";
import { RoomCard } from "./room_card.tsx";

export const breakoutsPanel: PanelDefinition = {
  name: "breakouts",
  title: () => t.breakouts.title,
  label: () => t.breakouts.open,
  Icon: BreakoutsIcon,
  badge: (call) => call.meeting.value.helpAsked.length,
  isOffered: (call) => call.can("breakouts") || call.meeting.value.breakouts !== null,
  Body: BreakoutsPanel,
};

function BreakoutsPanel({ call }: { call: Call }) {
  const isPlanning = useSignal(false);
  const { breakouts } = call.meeting.value;
  const leads = call.can("breakouts");
  const isOpen = breakouts !== null && breakouts.status !== "planned";
  if (leads && !isOpen && (!breakouts || isPlanning.value)) {
    return (
      <div class="panel-scroll">
        {!breakouts && <p class="hint plan-hint">{t.breakouts.noneHint}</p>}
        <PlanForm
          call={call}
          done={breakouts ? () => isPlanning.value = false : undefined}
        />
      </div>
    );
  }
  if (!breakouts) {
    return (
      <div class="panel-empty">
        <h3>{t.breakouts.none}</h3>
      </div>
    );
  }
  return (
    <>
      <div class="panel-scroll">
        <State call={call} breakouts={breakouts} />
        {roomsOf(breakouts, call.peers.value).map((room) => (
          <RoomCard key={room.breakout.id} call={call} room={room} breakouts={breakouts} />
        ))}
        {leads && (
          <details class="room-assign" open={!isOpen}>
            <summary>{t.breakouts.assign}</summary>
            <Assignments call={call} breakouts={breakouts} />
          </details>
        )}
        {isOpen && call.self.value?.breakout !== undefined && (
          <div class="panel-actions">
            {!leads && <HelpButton call={call} />}
            <HomeButton call={call} />
          </div>
        )}
      </div>
      {leads && !isOpen && <OpenTools call={call} replan={() => isPlanning.value = true} />}
      {leads && isOpen && <RunningTools call={call} />}
    </>
  );
}

function State({ call, breakouts }: { call: Call; breakouts: BreakoutsView }) {
  const { status } = breakouts;
  const left = call.breakoutLeftMs.value;
  const invitation = invitationOf(breakouts, call.self.value);
  return (
    <div class="room-state">
      <p>
        <span class="poll-tag" data-status={status}>{t.breakouts.status[status]}</span>{" "}
        {left !== null && (
          <strong class="room-clock">
            {t.breakouts.left(countdownText(left, language.value))}
          </strong>
        )}
      </p>
      {status === "planned" && !call.can("breakouts") && (
        <p class="hint">
          {invitation ? t.breakouts.assignedLater(invitation.name) : t.breakouts.waitHint}
        </p>
      )}
    </div>
  );
}
