/** What one person may do with another, as the room would allow it. Pure. */
import {
  type MeetingCommand,
  type MeetingView,
  type PeerView,
  type Right,
  rightsOf,
  SPOTLIGHT_MAX,
} from "../../protocol/mod.ts";
import { isSending } from "./people.ts";

/** Rights that are given and taken one by one. */
export type Restricted = "speak" | "video" | "share" | "chat";
const RESTRICTED: readonly Restricted[] = ["speak", "video", "share", "chat"];

/** `ask`: something is to be asked before. */
export type PersonAct =
  & { readonly isDanger?: boolean }
  & (
    | { readonly what: Done; readonly command: MeetingCommand }
    | {
      readonly what: "grant" | "revoke";
      readonly right: Restricted;
      readonly command: MeetingCommand;
    }
    | { readonly what: Asked }
  );
type Done =
  | "mute"
  | "muteHard"
  | "askToUnmute"
  | "stopVideo"
  | "stopShare"
  | "lowerHand"
  | "spotlight"
  | "unspotlight"
  | "makeCohost"
  | "makeParticipant"
  | "makeViewer";
export type Asked = "rename" | "handOver" | "remove" | "message";

export interface ActsOptions {
  readonly self: PeerView;
  readonly peer: PeerView;
  readonly meeting: Pick<MeetingView, "settings" | "spotlight">;
}

/** In groups, which a line parts. */
export function actsFor({ self, peer, meeting }: ActsOptions): PersonAct[][] {
  const { settings, spotlight } = meeting;
  const mine = rightsOf(self, settings);
  const theirs = rightsOf(peer, settings);
  const isSelf = peer.id === self.id;
  // Those who lead do nothing to a host; only a host does.
  const leads = mine.has("moderate") && (peer.role !== "host" || self.role === "host");
  const governs = mine.has("govern") && !isSelf;
  const peerId = peer.id;
  const groups: PersonAct[][] = [
    isSelf ? [] : mine.has("chat") ? [{ what: "message" }] : [],
    leads && !isSelf ? mediaActs(peer, theirs) : [],
    mine.has("moderate") ? spotlightActs(peerId, spotlight) : [],
    isSelf || leads ? [{ what: "rename" }] : [],
    governs ? roleActs(self, peer) : [],
    leads && !isSelf && peer.role !== "host" ? rightActs(peerId, mine, theirs) : [],
    leads && !isSelf ? [{ what: "remove", isDanger: true }] : [],
  ];
  return groups.filter((group) => group.length > 0);
}

function mediaActs(peer: PeerView, theirs: ReadonlySet<Right>): PersonAct[] {
  const peerId = peer.id;
  const acts: PersonAct[] = [];
  if (isSending(peer, "mic")) {
    acts.push({ what: "mute", command: { type: "mute", peerId, mayUnmute: true } });
    if (peer.role !== "host") {
      acts.push({ what: "muteHard", command: { type: "mute", peerId, mayUnmute: false } });
    }
  } else if (theirs.has("speak") || peer.role !== "viewer") {
    acts.push({ what: "askToUnmute", command: { type: "askToUnmute", peerId } });
  }
  if (isSending(peer, "cam")) {
    acts.push({ what: "stopVideo", command: { type: "stopSource", peerId, source: "cam" } });
  }
  if (isSending(peer, "screen")) {
    acts.push({ what: "stopShare", command: { type: "stopSource", peerId, source: "screen" } });
  }
  if (peer.handRaisedAt !== undefined) {
    acts.push({ what: "lowerHand", command: { type: "lowerHand", peerId } });
  }
  return acts;
}

function spotlightActs(peerId: string, spotlight: readonly string[]): PersonAct[] {
  if (spotlight.includes(peerId)) {
    const peerIds = spotlight.filter((id) => id !== peerId);
    return [{ what: "unspotlight", command: { type: "spotlight", peerIds } }];
  }
  if (spotlight.length >= SPOTLIGHT_MAX) return [];
  return [{ what: "spotlight", command: { type: "spotlight", peerIds: [...spotlight, peerId] } }];
}

function roleActs(self: PeerView, { id: peerId, role }: PeerView): PersonAct[] {
  const roles = [
    ["cohost", "makeCohost"],
    ["participant", "makeParticipant"],
    ["viewer", "makeViewer"],
  ] as const;
  return [
    ...roles.filter(([given]) => given !== role).map(([given, what]): PersonAct => ({
      what,
      command: { type: "setRole", peerId, role: given },
    })),
    ...(self.role === "host" && role !== "host" ? [{ what: "handOver" as const }] : []),
  ];
}

/** Nobody gives what is not theirs to give. */
function rightActs(
  peerId: string,
  mine: ReadonlySet<Right>,
  theirs: ReadonlySet<Right>,
): PersonAct[] {
  const change = (grant: Right[], revoke: Right[]): MeetingCommand => ({
    type: "setRights",
    peerId,
    grant,
    revoke,
    reset: [],
  });
  return RESTRICTED.filter((right) => theirs.has(right) || mine.has(right)).map((right) =>
    theirs.has(right)
      ? { what: "revoke", right, command: change([], [right]) }
      : { what: "grant", right, command: change([right], []) }
  );
}
