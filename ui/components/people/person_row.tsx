/** One person in the list: who it is, what is on, and what one may do. */
import type { PeerView } from "../../../protocol/mod.ts";
import type { Call } from "../../models/call.ts";
import { isSending } from "../../models/people.ts";
import { actsFor, type Asked, type PersonAct } from "../../models/person_acts.ts";
import { t } from "../../strings/mod.ts";
import { Avatar } from "../avatar.tsx";
import { CameraIcon, HandIcon, MicrophoneIcon, MoreIcon, SpotlightIcon } from "../icons.tsx";
import { PANELS } from "../panel_list.ts";
import { Menu, type MenuItem } from "../menu.tsx";

export interface PersonRowProps {
  call: Call;
  peer: PeerView;
  /** In the order of raised hands; 0: down. */
  handPlace: number;
  ask: (what: Asked) => void;
}

export function PersonRow({ call, peer, handPlace, ask }: PersonRowProps) {
  const self = call.self.value;
  const meeting = call.meeting.value;
  const isSelf = peer.id === call.selfId;
  const name = isSelf ? t.call.youSuffix(peer.name) : peer.name;
  const mic = isSending(peer, "mic");
  const cam = isSending(peer, "cam");
  const groups = (self ? actsFor({ self, peer, meeting }) : [])
    .map((group) => group.filter(({ what }) => what !== "message" || hasChat()))
    .filter((group) => group.length > 0);
  const items = groups.flatMap((group, groupIndex) =>
    group.map((act, index) => itemOf(act, groupIndex > 0 && index === 0))
  );

  function itemOf(act: PersonAct, isApart: boolean): MenuItem {
    const key = "right" in act ? `${act.what}-${act.right}` : act.what;
    return {
      key,
      label: labelOf(act),
      isApart,
      isDanger: act.isDanger ?? false,
      run: () => "command" in act ? void call.command(act.command) : ask(act.what),
    };
  }

  return (
    <div class="person" data-testid="person" data-peer-id={peer.id} data-away={!peer.connected}>
      <span class="person-avatar">
        <Avatar id={peer.id} name={peer.name} />
      </span>
      <span class="person-names">
        <span class="person-name">{name}</span>
        {peer.role !== "participant" && <span class="role">{t.people.role[peer.role]}</span>}
      </span>
      {handPlace > 0 && (
        <span class="person-hand" role="img" aria-label={t.people.hand(handPlace)}>
          <HandIcon />
          <span aria-hidden="true">{handPlace}</span>
        </span>
      )}
      {meeting.spotlight.includes(peer.id) && (
        <span class="person-state" role="img" aria-label={t.call.spotlighted}>
          <SpotlightIcon />
        </span>
      )}
      <span
        class="person-state"
        role="img"
        data-on={mic}
        aria-label={mic ? t.people.mic.on : t.people.mic.off}
      >
        <MicrophoneIcon off={!mic} />
      </span>
      <span
        class="person-state"
        role="img"
        data-on={cam}
        aria-label={cam ? t.people.cam.on : t.people.cam.off}
      >
        <CameraIcon off={!cam} />
      </span>
      {items.length > 0 && (
        <Menu label={t.people.menuOf(peer.name)} items={items} class="icon-button">
          <MoreIcon />
        </Menu>
      )}
    </div>
  );
}

/** Asked late: the list of panels holds this one too. */
const hasChat = () => PANELS.some(({ name }) => name === "chat");

function labelOf(act: PersonAct): string {
  return "right" in act ? t.people.restrict[act.right][act.what] : t.people[act.what];
}
