/** What one person may see of the meeting, beside the roster, and how changes bring it forward. Pure. */
import { z } from "zod";
import { PeerId } from "../ids.ts";
import type { RoomChange } from "../view.ts";
import { BREAKOUT_CHANGES, BreakoutId, BREAKOUTS_MAX, BreakoutsView } from "./breakouts.ts";
import { CHAT_CHANGES, ChatMessage, SNAPSHOT_MESSAGES, withReaction } from "./chat.ts";
import { GESTURE_CHANGES } from "./gestures.ts";
import { Live, LIVE_CHANGES } from "./live.ts";
import { KEPT_OUT_MAX, KeptOutPerson, LOBBY_CHANGES, LOBBY_MAX, LobbyPerson } from "./lobby.ts";
import { MODERATION_CHANGES } from "./moderation.ts";
import { Notice, NOTICE_CHANGES } from "./notices.ts";
import { POLL_CHANGES, POLLS_MAX, PollView, withAnswer, withOwnAnswer } from "./polls.ts";
import { Recording, RECORDING_CHANGES } from "./recording.ts";
import { DEFAULT_SETTINGS, Settings, SETTINGS_CHANGES, SPOTLIGHT_MAX } from "./settings.ts";

/** Messages that a client keeps of those it was told; older ones are read from the API again. */
export const CLIENT_MESSAGES_MAX = 1_000;

export const MeetingView = z.object({
  settings: Settings,
  spotlight: z.array(PeerId).max(SPOTLIGHT_MAX),
  lobby: z.array(LobbyPerson).max(LOBBY_MAX).describe("Empty for those who may not admit."),
  keptOut: z.array(KeptOutPerson).max(KEPT_OUT_MAX).describe(
    "Who may not come back, the latest last. Empty for those who may not admit.",
  ),
  breakouts: BreakoutsView.nullable(),
  helpAsked: z.array(z.object({ breakoutId: BreakoutId, peerId: PeerId })).max(BREAKOUTS_MAX)
    .describe("Empty for those without `breakouts`; one a breakout."),
  messages: z.array(ChatMessage).max(SNAPSHOT_MESSAGES).describe("The newest, oldest first."),
  hasOlderMessages: z.boolean(),
  polls: z.array(PollView).max(POLLS_MAX),
  notices: z.array(Notice),
  recording: Recording.nullable().describe("Null: none is on."),
  live: Live.nullable().describe("Null: nothing is streamed."),
});
export type MeetingView = z.infer<typeof MeetingView>;

export const EMPTY_MEETING: MeetingView = {
  settings: DEFAULT_SETTINGS,
  spotlight: [],
  lobby: [],
  keptOut: [],
  breakouts: null,
  helpAsked: [],
  messages: [],
  hasOlderMessages: false,
  polls: [],
  notices: [],
  recording: null,
  live: null,
};

export const MEETING_CHANGES = [
  ...SETTINGS_CHANGES,
  ...LOBBY_CHANGES,
  ...MODERATION_CHANGES,
  ...BREAKOUT_CHANGES,
  ...CHAT_CHANGES,
  ...GESTURE_CHANGES,
  ...POLL_CHANGES,
  ...NOTICE_CHANGES,
  ...RECORDING_CHANGES,
  ...LIVE_CHANGES,
] as const;

/** The view after one change of the room. What that says of peers is `applyChange`'s. */
export function applyMeetingChange(view: MeetingView, change: RoomChange): MeetingView {
  switch (change.type) {
    case "SettingsChanged":
      return { ...view, settings: change.settings };
    case "SpotlightChanged":
      return { ...view, spotlight: change.peerIds };
    case "LobbyEntered": {
      const { person } = change;
      const at = view.lobby.findIndex(({ peerId }) => peerId === person.peerId);
      return {
        ...view,
        lobby: at < 0 ? [...view.lobby, person] : view.lobby.with(at, person),
      };
    }
    case "LobbyLeft":
      return { ...view, lobby: view.lobby.filter(({ peerId }) => peerId !== change.peerId) };
    case "PeerKeptOut": {
      const { person } = change;
      const keptOut = [...withoutPeer(view.keptOut, person.peerId), person].slice(-KEPT_OUT_MAX);
      return { ...view, keptOut };
    }
    case "PeerLetBack":
      return { ...view, keptOut: withoutPeer(view.keptOut, change.peerId) };
    case "BreakoutsChanged":
      return {
        ...view,
        breakouts: change.breakouts,
        helpAsked: change.breakouts?.status === "planned" || !change.breakouts
          ? []
          : view.helpAsked,
      };
    case "PeersMoved":
      // Who left a breakout asks there no more.
      return helpedWhere(
        view,
        ({ peerId, breakoutId }) =>
          Object.hasOwn(change.moved, peerId) && change.moved[peerId] !== breakoutId,
      );
    case "PeerLeft":
      return helpedWhere(view, ({ peerId }) => peerId === change.peerId);
    case "HelpAsked": {
      const { breakoutId, peerId, asking } = change;
      const others = view.helpAsked.filter((asked) => asked.breakoutId !== breakoutId);
      return { ...view, helpAsked: asking ? [...others, { breakoutId, peerId }] : others };
    }
    case "MessageSent":
      return received(view, change.message);
    case "MessageChanged": {
      const { message } = change;
      // One that is not here is older than what this client has.
      const messages = view.messages.map((known) => known.id === message.id ? message : known);
      return { ...view, messages };
    }
    case "MessageReacted": {
      const messages = view.messages.map((known) =>
        known.id === change.messageId ? withReaction(known, change) : known
      );
      return { ...view, messages };
    }
    case "PollChanged": {
      const others = view.polls.filter(({ id }) => id !== change.poll.id);
      const poll = withOwnAnswer(change.poll, view.polls.find(({ id }) => id === change.poll.id));
      // A draft is seen by most only once it is open: it stands where it was made all the same.
      const polls = [...others, poll].sort((a, b) => numberOf(a) - numberOf(b));
      return { ...view, polls };
    }
    case "PollAnswered": {
      const polls = view.polls.map((poll) =>
        poll.id === change.pollId ? withAnswer(poll, change) : poll
      );
      return { ...view, polls };
    }
    case "PollDeleted":
      return { ...view, polls: view.polls.filter(({ id }) => id !== change.pollId) };
    case "NoticeChanged": {
      const others = view.notices.filter(({ kind }) => kind !== change.kind);
      return { ...view, notices: change.notice ? [...others, change.notice] : others };
    }
    case "RecordingChanged":
      return { ...view, recording: change.recording };
    case "LiveChanged":
      return { ...view, live: change.live };
    case "PeerJoined":
    case "PeerConnectionChanged":
    case "ProducerOpened":
    case "ProducerPausedChanged":
    case "ProducerClosed":
    case "RoomEnded":
    case "RoleChanged":
    case "RightsChanged":
    case "PeerRenamed":
    case "UnmuteAsked":
    case "HandChanged":
    case "ConsentGiven":
    case "HighlightMarked":
      return view;
    default:
      return change satisfies never;
  }
}

function withoutPeer(people: readonly KeptOutPerson[], peerId: PeerId): KeptOutPerson[] {
  return people.filter((person) => person.peerId !== peerId);
}

const numberOf = ({ id }: PollView) => Number(id.slice(1));

type HelpAsked = MeetingView["helpAsked"][number];

function helpedWhere(view: MeetingView, isOver: (asked: HelpAsked) => boolean): MeetingView {
  const helpAsked = view.helpAsked.filter((asked) => !isOver(asked));
  return helpAsked.length === view.helpAsked.length ? view : { ...view, helpAsked };
}

/** With a message at its place in the order, once. */
function received(view: MeetingView, message: ChatMessage): MeetingView {
  if (view.messages.some(({ id }) => id === message.id)) return view;
  const at = view.messages.findLastIndex(({ id }) => id < message.id) + 1;
  const all = view.messages.toSpliced(at, 0, message);
  const messages = all.slice(-CLIENT_MESSAGES_MAX);
  const hasOlderMessages = view.hasOlderMessages || messages.length < all.length;
  return { ...view, messages, hasOlderMessages };
}
