/** Those who may not come back, until somebody lets them. */
import type { Call } from "../../models/call.ts";
import { timeText } from "../../models/language.ts";
import { t } from "../../strings/mod.ts";
import { Avatar } from "../avatar.tsx";

/** The latest; more are told of by their number. */
const SHOWN_MAX = 50;

export function KeptOut({ call }: { call: Call }) {
  const { keptOut } = call.meeting.value;
  if (keptOut.length === 0) return null;
  return (
    <details class="kept-out" data-testid="kept-out">
      <summary>{t.lobby.keptOut(keptOut.length)}</summary>
      <ul>
        {keptOut.slice(-SHOWN_MAX).reverse().map(({ peerId, name, at }) => (
          <li key={peerId} class="person">
            <span class="person-avatar">
              <Avatar id={peerId} name={name} />
            </span>
            <span class="person-names">
              <span class="person-name">{name}</span>
              <span class="role">{t.lobby.since(timeText(at))}</span>
            </span>
            <button
              type="button"
              class="button quiet"
              aria-label={t.lobby.letBackNamed(name)}
              onClick={() =>
                call.command({ type: "letBack", peerId })}
            >
              {t.lobby.letBack}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
