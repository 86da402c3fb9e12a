/** What people do in a call beside seeing and hearing each other. */
import { computed, type ReadonlySignal } from "@preact/signals";
import type { MeetingCommand, MeetingTicket, Signal } from "../../protocol/mod.ts";
import { FrameProtection } from "../e2ee/frame_protection.ts";
import type { Identity } from "../e2ee/identity.ts";
import type { LinkStatus } from "../link/link_event.ts";
import type { RoomLink } from "../link/room_link.ts";
import { createAccess } from "./access.ts";
import { createBreakoutClock } from "./breakouts/breakout_clock.ts";
import { createCaptionWish } from "./caption_wish.ts";
import { createChat } from "./chat/chat.ts";
import { createCommand } from "./commands.ts";
import { createEmitter } from "./emitter.ts";
import { createEncryption } from "./encryption/encryption.ts";
import { createCallLive } from "./live/call_live.ts";
import { createReactions } from "./reactions.ts";
import { createCallRecording } from "./recordings/call_recording.ts";
import type { RoomModel } from "./room.ts";
import { createRoomApi } from "./room_api.ts";
import type { Standing } from "./standing.ts";
import { createToasts } from "./toasts.ts";

export interface CallMeetingOptions {
  ticket: MeetingTicket;
  identity: Identity | undefined;
  link: RoomLink;
  status: ReadonlySignal<LinkStatus>;
  room: RoomModel;
  standing: Standing;
  onSignal: (listener: (signal: Signal) => void) => () => void;
  ask: (command: MeetingCommand, id?: number) => Promise<unknown>;
}

export function createCallMeeting(options: CallMeetingOptions) {
  const { ticket, identity, link, status, room, standing, onSignal, ask } = options;
  const { peerId: selfId, roomId } = ticket;
  const { meeting, self, peers } = standing;
  const toasts = createToasts();
  const command = createCommand(link, toasts);
  const access = createAccess(() => link.reopen());
  const api = createRoomApi(roomId, access);
  const recording = createCallRecording({
    selfId,
    hasKey: ticket.role === "host",
    role: computed(() => self.value?.role),
    isLed: computed(() =>
      peers.value.some(({ id, role }) => id !== selfId && (role === "host" || role === "cohost"))
    ),
    meeting,
    command,
    toasts,
    onNews: room.on,
  });
  const live = createCallLive({ selfId, meeting, command, toasts, onNews: room.on });
  const encryption = createEncryption({
    roomId,
    selfId,
    identity,
    peers,
    settings: computed(() => meeting.value.settings),
    isJoined: computed(() => status.value === "joined"),
    onSignal,
    command,
    ask,
    protect: (heard) => new FrameProtection(selfId, heard),
    startOver: () => link.startOver(),
  });
  const breakoutEnds = createEmitter<void>();
  const breakoutClock = createBreakoutClock(
    computed(() => meeting.value.breakouts),
    breakoutEnds.emit,
  );
  const chat = createChat({
    selfId,
    isHere: computed(() => room.roster.value !== undefined),
    meeting,
    self,
    status,
    api,
    command,
    onNews: room.on,
    onSignal,
    ask,
    claimId: () => link.claimId(),
  });
  const captionWish = createCaptionWish({
    hasCaptions: () => meeting.value.settings.captions,
    peers,
    ask,
    command,
    onSignal,
    toasts,
  });
  const reactions = createReactions(onSignal);

  return {
    toasts,
    command,
    /** Takes the token of the session that just began or came back. */
    access,
    /** The meeting's part of the HTTP API. */
    api,
    chat,
    encryption,
    recording,
    live,
    reactions,
    captionWish,
    /** Until everybody returns from the breakouts; null: nobody knows. */
    breakoutLeftMs: breakoutClock.leftMs,
    /** The breakouts end soon. */
    onBreakoutEnd: breakoutEnds.on,
    dispose() {
      chat.dispose();
      breakoutClock.dispose();
      encryption.dispose();
      recording.dispose();
      live.dispose();
      captionWish.dispose();
      toasts.dispose();
      reactions.dispose();
    },
  };
}
