/** How well this network suits a call: a verdict in words, and what it rests on. */
import type { Check, CheckState } from "../../models/network_check/check.ts";
import type { Grade } from "../../models/network_check/verdict.ts";
import { preferences, remember } from "../../models/preferences.ts";
import { t } from "../../strings/mod.ts";
import { CheckIcon, WarningIcon } from "../icons.tsx";
import { NetworkDetails } from "./network_details.tsx";

export function NetworkCheck({ check }: { check: Check }) {
  const state = check.state.value;
  const isRunning = state.kind === "running";
  return (
    <section class="network" aria-labelledby="network-heading" data-testid="network-check">
      <h2 id="network-heading" class="visually-hidden">{t.reach.heading}</h2>
      <div class="network-row">
        <div class="network-words" role="status">
          <Words state={state} />
        </div>
        <button
          type="button"
          class="button quiet"
          onClick={() => isRunning ? check.stop() : check.run()}
        >
          {isRunning ? t.reach.stop : state.kind === "done" ? t.reach.again : t.reach.check}
        </button>
      </div>
      {isRunning && (
        <progress
          class="network-progress"
          max={state.steps}
          value={state.done}
          aria-label={t.reach.running}
        />
      )}
      <details class="network-details">
        <summary>{t.reach.details}</summary>
        {state.kind === "done" && <NetworkDetails {...state} />}
        <label class="check">
          <input
            type="checkbox"
            checked={preferences.value.relayOnly}
            aria-describedby="relay-only-hint"
            onChange={(event) => remember({ relayOnly: event.currentTarget.checked })}
          />
          <span>{t.reach.relayOnly}</span>
        </label>
        <p id="relay-only-hint" class="hint">{t.reach.relayOnlyHint}</p>
      </details>
    </section>
  );
}

function Words({ state }: { state: CheckState }) {
  switch (state.kind) {
    case "idle":
      return <p>{t.reach.heading}: {t.reach.unknown}</p>;
    case "running":
      return <p>{t.reach.running}</p>;
    case "failed":
      return <p class="network-grade bad">{t.reach.failed[state.problem]}</p>;
    case "done":
      return <DoneWords {...state} />;
    default:
      return state satisfies never;
  }
}

function DoneWords({ verdict, measurements, doors }: Extract<CheckState, { kind: "done" }>) {
  const { grade, way } = verdict;
  const isChosen = measurements.relayOnly && way.startsWith("relay");
  return (
    <>
      <p class={`network-grade ${lookOf(grade)}`} data-grade={grade} data-way={way}>
        {lookOf(grade) === "good" ? <CheckIcon /> : <WarningIcon />}
        <strong>{t.reach.grade[grade]}</strong>
      </p>
      {way !== "none" && way !== "direct" && (
        <p class="hint">{isChosen ? t.reach.chosenRelay : t.reach.way[way]}</p>
      )}
      {grade === "audio" && <p class="hint">{t.reach.audioHint}</p>}
      {grade === "blocked" && (
        <p class="hint">
          {t.reach.blockedHint(doors.media.join(", "), doors.relays.join(", "))}
        </p>
      )}
    </>
  );
}

const lookOf = (grade: Grade): "good" | "bad" =>
  grade === "hd" || grade === "video" ? "good" : "bad";
