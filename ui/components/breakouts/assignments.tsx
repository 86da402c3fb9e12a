/** Who is to be where, person by person. */
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { BreakoutsView } from "../../../protocol/mod.ts";
import type { Call } from "../../models/call.ts";
import { language } from "../../models/language.ts";
import { t } from "../../strings/mod.ts";

/** People listed at once; others are found by their name. */
export const LISTED_MAX = 50;
const MAIN = "main";

export function Assignments({ call, breakouts }: { call: Call; breakouts: BreakoutsView }) {
  const words = useSignal("");
  const peers = call.peers.value;
  const isOpen = breakouts.status !== "planned";
  const query = words.value.trim().toLocaleLowerCase();
  const found = useMemo(
    () =>
      peers.filter(({ name }) => name.toLocaleLowerCase().includes(query))
        .sort((a, b) => a.name.localeCompare(b.name, language.peek())),
    [peers, query],
  );
  const listed = found.slice(0, LISTED_MAX);
  return (
    <div class="assignments">
      {peers.length > LISTED_MAX / 5 && (
        <input
          type="search"
          class="panel-field"
          value={words.value}
          placeholder={t.breakouts.search}
          aria-label={t.breakouts.search}
          onInput={(event) => words.value = event.currentTarget.value}
        />
      )}
      <ul>
        {listed.map(({ id, name, breakout }) => (
          <li key={id}>
            <span class="file-name">{id === call.selfId ? t.call.youSuffix(name) : name}</span>
            <select
              value={(isOpen ? breakout : breakouts.assigned[id]) ?? MAIN}
              aria-label={t.breakouts.assignPerson(name)}
              onChange={(event) => {
                const { value } = event.currentTarget;
                call.command({
                  type: "assignBreakouts",
                  assigned: { [id]: value === MAIN ? null : value },
                });
              }}
            >
              <option value={MAIN}>
                {isOpen ? t.breakouts.main : t.breakouts.unassigned}
              </option>
              {breakouts.rooms.map((room) => (
                <option key={room.id} value={room.id}>{room.name}</option>
              ))}
            </select>
          </li>
        ))}
      </ul>
      {found.length > listed.length && (
        <p class="hint">{t.breakouts.notShown(found.length - listed.length)}</p>
      )}
    </div>
  );
}
