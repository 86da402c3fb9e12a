/** Planning breakouts: how many, what they are called, who decides who goes where. */
import { useComputed, useSignal } from "@preact/signals";
import { BREAKOUTS_MAX } from "../../../protocol/mod.ts";
import type { Call } from "../../models/call.ts";
import { namesFor } from "../../models/breakouts/rooms.ts";
import { t } from "../../strings/mod.ts";

const NAME_CHARACTERS_MAX = 60;
const ROOMS_AT_FIRST = 2;

type Way = "shuffle" | "byHand" | "choose";
const WAYS = ["shuffle", "byHand", "choose"] as const satisfies readonly Way[];

export function PlanForm({ call, done }: { call: Call; done: (() => void) | undefined }) {
  const known = call.meeting.value.breakouts?.rooms.map(({ name }) => name) ?? [];
  const count = useSignal(known.length || ROOMS_AT_FIRST);
  /** As typed; shorter where nothing was. */
  const typed = useSignal<readonly string[]>(known);
  const way = useSignal<Way>("shuffle");
  const names = useComputed(() => namesFor(count.value, typed.value, t.breakouts.defaultName));

  async function plan(): Promise<void> {
    const isPlanned = await call.command({
      type: "planBreakouts",
      names: names.peek().map((name, index) => name.trim() || t.breakouts.defaultName(index + 1)),
      assign: way.peek() === "shuffle" ? "shuffle" : "none",
      choose: way.peek() === "choose",
    });
    if (isPlanned) done?.();
  }

  return (
    <form
      class="plan-form"
      data-testid="breakout-plan"
      onSubmit={(event) => {
        event.preventDefault();
        plan();
      }}
    >
      <label class="panel-label">
        <span>{t.breakouts.number}</span>
        <input
          class="panel-field"
          type="number"
          min={1}
          max={BREAKOUTS_MAX}
          required
          value={count.value}
          onInput={(event) => {
            const { valueAsNumber } = event.currentTarget;
            if (Number.isInteger(valueAsNumber)) count.value = valueAsNumber;
          }}
        />
      </label>
      <fieldset class="plan-names">
        <legend>{t.breakouts.names}</legend>
        {names.value.map((name, index) => (
          <input
            key={index}
            class="panel-field"
            value={name}
            maxLength={NAME_CHARACTERS_MAX}
            aria-label={t.breakouts.nameOf(index + 1)}
            onInput={(event) => {
              const { value } = event.currentTarget;
              typed.value = names.peek().map((other, at) => at === index ? value : other);
            }}
          />
        ))}
      </fieldset>
      <fieldset>
        <legend>{t.breakouts.assign}</legend>
        {WAYS.map((each) => (
          <label key={each} class="check">
            <input
              type="radio"
              name="breakout-way"
              checked={way.value === each}
              onChange={() => way.value = each}
            />
            <span>{t.breakouts[each]}</span>
          </label>
        ))}
      </fieldset>
      <div class="panel-actions">
        {done && (
          <button type="button" class="button quiet" onClick={done}>{t.breakouts.cancel}</button>
        )}
        <button type="submit" class="button quiet primary">{t.breakouts.create}</button>
      </div>
    </form>
  );
}
