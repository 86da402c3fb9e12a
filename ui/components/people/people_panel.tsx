/** Everybody in the meeting, those who wait, and what those who lead do. */
import { useSignal } from "@preact/signals";
import type { PeerView } from "../../../protocol/mod.ts";
import type { Call } from "../../models/call.ts";
import { language } from "../../models/language.ts";
import { found, inOrder } from "../../models/people.ts";
import { t } from "../../strings/mod.ts";
import { PeopleIcon, SearchIcon } from "../icons.tsx";
import type { PanelDefinition } from "../panel_list.ts";
import { VirtualList } from "../virtual_list.tsx";
import { HostTools } from "./host_tools.tsx";
import { KeptOut } from "./kept_out.tsx";
import { LobbyList } from "./lobby_list.tsx";
import { type Asking, PersonQuestion } from "./person_question.tsx";
import { PersonRow } from "./person_row.tsx";

const ROW_HEIGHT_PX = 56;

export const peoplePanel: PanelDefinition = {
  name: "people",
  title: () => t.people.title,
  label: () => t.people.open,
  Icon: PeopleIcon,
  badge: ({ meeting, peers, can }) =>
    meeting.value.lobby.length +
    (can("moderate")
      ? peers.value.filter(({ handRaisedAt }) => handRaisedAt !== undefined).length
      : 0),
  isOffered: () => true,
  Body: PeoplePanel,
};

function PeoplePanel({ call }: { call: Call }) {
  const query = useSignal("");
  const asking = useSignal<Asking | null>(null);
  const peers = call.peers.value;
  const collator = new Intl.Collator(language.value);
  const listed = inOrder(found(peers, query.value), call.selfId, collator.compare);
  const hands = peers.flatMap(({ handRaisedAt }) => handRaisedAt ?? []).sort((a, b) => a - b);
  const placeOf = ({ handRaisedAt }: PeerView) =>
    handRaisedAt === undefined ? 0 : hands.indexOf(handRaisedAt) + 1;

  function write({ id }: PeerView): void {
    call.writeTo.value = id;
    call.panels.show("chat");
  }

  return (
    <div class="people-panel">
      <LobbyList call={call} />
      <label class="search">
        <SearchIcon />
        <span class="visually-hidden">{t.people.search}</span>
        <input
          type="search"
          placeholder={t.people.search}
          value={query.value}
          onInput={(event) => query.value = event.currentTarget.value}
        />
      </label>
      {listed.length === 0 ? <p class="hint nobody">{t.people.nobody}</p> : (
        <VirtualList
          items={listed}
          keyOf={({ id }) => id}
          rowHeight={ROW_HEIGHT_PX}
          label={t.people.count(peers.length)}
          row={(peer) => (
            <PersonRow
              call={call}
              peer={peer}
              handPlace={placeOf(peer)}
              ask={(what) => what === "message" ? write(peer) : asking.value = { what, peer }}
            />
          )}
        />
      )}
      <KeptOut call={call} />
      {call.can("moderate") && <HostTools call={call} />}
      {asking.value && (
        <PersonQuestion
          call={call}
          asking={asking.value}
          closed={() => asking.value = null}
        />
      )}
    </div>
  );
}
