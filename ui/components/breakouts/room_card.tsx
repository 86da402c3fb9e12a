/** One breakout: who is in it, the way in, and its name. */
import { useSignal } from "@preact/signals";
import type { BreakoutsView } from "../../../protocol/mod.ts";
import type { Call } from "../../models/call.ts";
import { mayEnter, type RoomOf } from "../../models/breakouts/rooms.ts";
import { t } from "../../strings/mod.ts";

const NAME_CHARACTERS_MAX = 60;
/** Names of one room; more are counted. */
const NAMED_MAX = 30;

export function RoomCard(
  { call, room, breakouts }: { call: Call; room: RoomOf; breakouts: BreakoutsView },
) {
  const { breakout: { id, name }, people } = room;
  const isRenaming = useSignal(false);
  const leads = call.can("breakouts");
  const isHere = call.self.value?.breakout === id;
  const isMine = breakouts.assigned[call.selfId] === id;
  const asked = call.meeting.value.helpAsked.find(({ breakoutId }) => breakoutId === id);
  const asker = asked && people.find((peer) => peer.id === asked.peerId);
  const enters = !isHere && mayEnter(breakouts, { selfId: call.selfId, breakoutId: id, leads });
  return (
    <section class="room-card" data-here={isHere} data-testid="breakout" aria-label={name}>
      <header>
        {isRenaming.value
          ? <Rename call={call} id={id} name={name} done={() => isRenaming.value = false} />
          : (
            <>
              <h3>{name}</h3>
              <span class="hint">{t.breakouts.people(people.length)}</span>
              {isHere && <span class="poll-tag" data-status="open">{t.breakouts.here}</span>}
              {isMine && !isHere && <span class="poll-tag">{t.breakouts.yours}</span>}
            </>
          )}
      </header>
      <p class="room-people">{namesOf(people) || t.breakouts.nobody}</p>
      {asked && leads && (
        <p class="room-help">{asker?.name ?? t.polls.gone} {t.breakouts.wantsHelp}</p>
      )}
      <div class="panel-actions">
        {leads && !isRenaming.value && (
          <button
            type="button"
            class="button quiet"
            aria-label={t.breakouts.renameRoom(name)}
            onClick={() => isRenaming.value = true}
          >
            {t.breakouts.rename}
          </button>
        )}
        {enters && (
          <button
            type="button"
            class={isMine || asked ? "button quiet primary" : "button quiet"}
            aria-label={t.breakouts.enterRoom(name)}
            onClick={() => call.command({ type: "enterBreakout", breakoutId: id })}
          >
            {t.breakouts.enter}
          </button>
        )}
      </div>
    </section>
  );
}

function namesOf(people: RoomOf["people"]): string {
  const names = people.slice(0, NAMED_MAX).map(({ name }) => name);
  const more = people.length - names.length;
  return names.join(", ") + (more > 0 ? ` ${t.chat.andMore(more)}` : "");
}

function Rename(
  { call, id, name, done }: { call: Call; id: string; name: string; done: () => void },
) {
  const typed = useSignal(name);
  return (
    <form
      class="room-rename"
      onSubmit={(event) => {
        event.preventDefault();
        const renamed = typed.peek().trim();
        if (renamed !== "" && renamed !== name) {
          call.command({ type: "renameBreakout", breakoutId: id, name: renamed });
        }
        done();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        done();
      }}
    >
      <input
        class="panel-field"
        value={typed.value}
        maxLength={NAME_CHARACTERS_MAX}
        aria-label={t.breakouts.newName}
        ref={(element) => element?.focus()}
        onInput={(event) => typed.value = event.currentTarget.value}
      />
      <button type="submit" class="button quiet">{t.breakouts.rename}</button>
    </form>
  );
}
