/** Asks how a call was, once it is over. Nobody has to say. */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { type CallRating, RATING_CHARACTERS_MAX, RatingReason } from "../../../protocol/mod.ts";
import { t } from "../../strings/mod.ts";

/** Who gives more stars is not asked what was wrong. */
const CONTENT_STARS = 4;
const STARS = [1, 2, 3, 4, 5] as const;

type State = "asked" | "sending" | "failed" | "sent" | "skipped";

/** `send` rejects where it could not be kept. */
export function Rating({ send }: { send: (rating: CallRating) => Promise<void> }) {
  const state = useSignal<State>("asked");
  const stars = useSignal(0);
  const reasons = useSignal<ReadonlySet<RatingReason>>(new Set());
  const words = useSignal("");
  const heading = useId();
  if (state.value === "skipped") return null;
  if (state.value === "sent") return <p class="rating-thanks" role="status">{t.quality.thanks}</p>;

  async function submit(): Promise<void> {
    if (stars.peek() === 0 || state.peek() === "sending") return;
    state.value = "sending";
    try {
      await send({ stars: stars.peek(), reasons: [...reasons.peek()], words: words.peek().trim() });
      state.value = "sent";
    } catch {
      state.value = "failed";
    }
  }

  return (
    <form
      class="rating"
      aria-labelledby={heading}
      data-testid="rating"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h2 id={heading}>{t.quality.rate}</h2>
      <Stars given={stars.value} give={(count) => stars.value = count} />
      {stars.value > 0 && stars.value < CONTENT_STARS && (
        <Reasons
          chosen={reasons.value}
          choose={(chosen) => reasons.value = chosen}
        />
      )}
      {stars.value > 0 && (
        <label class="rating-words">
          <span>{t.quality.words}</span>
          <textarea
            rows={2}
            maxLength={RATING_CHARACTERS_MAX}
            value={words.value}
            onInput={(event) => words.value = event.currentTarget.value}
          />
        </label>
      )}
      {state.value === "failed" && <p role="alert">{t.quality.notSent}</p>}
      <div class="rating-actions">
        <button type="button" class="button quiet" onClick={() => state.value = "skipped"}>
          {t.quality.skip}
        </button>
        {stars.value > 0 && (
          <button type="submit" class="button" aria-busy={state.value === "sending"}>
            {t.quality.send}
          </button>
        )}
      </div>
    </form>
  );
}

/** A group of radio buttons, so that arrow keys and screen readers know it. */
function Stars({ given, give }: { given: number; give: (count: number) => void }) {
  const name = useId();
  return (
    <div class="stars" role="radiogroup" aria-label={t.quality.rate}>
      {STARS.map((count) => (
        <label key={count} data-lit={count <= given} title={t.quality.stars[count - 1]}>
          <input
            class="visually-hidden"
            type="radio"
            name={name}
            value={count}
            checked={count === given}
            aria-label={`${t.quality.star(count)}: ${t.quality.stars[count - 1]}`}
            onChange={() =>
              give(count)}
          />
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M12 3.3l2.7 5.6 6.100.8-4.500 4.200 1.100 6.100-5.400-3-5.400 3 1.100-6.100L3.200 9.700l6.100-.8z" />
          </svg>
        </label>
      ))}
    </div>
  );
}

function Reasons(
  { chosen, choose }: {
    chosen: ReadonlySet<RatingReason>;
    choose: (chosen: ReadonlySet<RatingReason>) => void;
  },
) {
  return (
    <fieldset class="rating-reasons">
      <legend>{t.quality.whatWasWrong}</legend>
      {RatingReason.options.map((reason) => (
        <label key={reason} class="rating-reason">
          <input
            type="checkbox"
            checked={chosen.has(reason)}
            onChange={(event) => {
              const next = new Set(chosen);
              if (event.currentTarget.checked) next.add(reason);
              else next.delete(reason);
              choose(next);
            }}
          />
          <span>{t.quality.reason[reason]}</span>
        </label>
      ))}
    </fieldset>
  );
}
