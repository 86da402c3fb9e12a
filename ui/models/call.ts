/** A call: the link, the media and the room put together, as signals and verbs. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Device } from "mediasoup-client";
import {
  type ErrorBody,
  type LobbyState,
  type MeetingCommand,
  type MeetingTicket,
  nameCapabilities,
  nameEncoders,
  type PeerId,
  type Signal,
} from "../../protocol/mod.ts";
import type { Identity } from "../e2ee/identity.ts";
import type { LinkEvent, LinkStatus } from "../link/link_event.ts";
import { RoomLink } from "../link/room_link.ts";
import type { OpenWire } from "../link/socket.ts";
import { createCallMedia } from "./call_media.ts";
import { createCallMeeting } from "./call_meeting.ts";
import { deviceToken } from "./device_token.ts";
import type { Devices } from "./devices.ts";
import { createEmitter } from "./emitter.ts";
import { iceFor } from "./ice_policy.ts";
import { renewIce } from "./ice_renewal.ts";
import { createMarks, joinPhases } from "./marks.ts";
import { onNetworkChange } from "./network.ts";
import type { Interference } from "./own_tracks.ts";
import { createPanels } from "./panels.ts";
import { pageMs } from "./quality/browser.ts";
import { createRoomModel, type Heard } from "./room.ts";
import { createStanding } from "./standing.ts";

export interface CallOptions {
  ticket: MeetingTicket;
  /** Of a browser that can encrypt end to end. */
  identity?: Identity | undefined;
  name: string;
  gateways: readonly string[];
  device: Device;
  devices: Devices;
  openWire: OpenWire;
}

export type Call = ReturnType<typeof createCall>;

export function createCall(options: CallOptions) {
  const { ticket, name, gateways, device, devices, openWire, identity } = options;
  const selfId = ticket.peerId;
  const status = signal<LinkStatus>("connecting");
  const ended = signal<ErrorBody | null>(null);
  /** How it stands for somebody who is not let in yet; null: in the room, or on the way. */
  const lobby = signal<LobbyState | null>(null);
  const marks = createMarks();
  marks.set("startedAt");
  let hasWaited = false;
  const panels = createPanels();
  const writeTo = signal<PeerId | null>(null);
  const signals = createEmitter<Signal>();
  const interferences = createEmitter<Interference>();

  const link = new RoomLink({
    token: ticket.token,
    name,
    capabilities: {
      ...nameCapabilities(device.recvRtpCapabilities),
      encodes: nameEncoders(device.sendRtpCapabilities),
    },
    device: deviceToken(),
    encryptionKey: identity?.publicKey,
    gateways,
    view: () => media.view(),
    known: () => {
      const { epoch = 0, rev = 0 } = room.roster.peek() ?? {};
      return { epoch, rev };
    },
    openWire,
    random: Math.random,
  });
  const ask = (command: MeetingCommand, id?: number) =>
    link.request({ type: "command", command }, id);
  const room = createRoomModel(link, selfId);
  const standing = createStanding(room.roster, selfId);
  const onSignal = signals.on;
  const media = createCallMedia({
    selfId,
    device,
    devices,
    link,
    status,
    standing,
    marks,
    onSignal,
    ask,
    encryption: () => encryption,
    phases: () => joinPhases(marks.times, { pageMs: pageMs(), waited: hasWaited }),
  });
  const { session } = media;
  const parts = createCallMeeting({
    ticket,
    identity,
    link,
    status,
    room,
    standing,
    onSignal,
    ask,
  });
  const { access, encryption } = parts;

  const disposers = [
    renewIce({
      ask: () => parts.api.ice(),
      take: (ice) => session.renewRelays(iceFor(ice)),
      later: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    }),
    room.on(heard),
    link.on(receive),
    onNetworkChange(() => {
      link.nudge();
      session.networkChanged();
    }),
    listen(document, "visibilitychange", () => !document.hidden && link.nudge()),
  ];

  function receive(event: LinkEvent): void {
    switch (event.type) {
      case "status":
        status.value = event.status;
        return;
      case "opened":
        return marks.set("openedAt");
      case "joined": {
        marks.set("joinedAt", link.requests);
        access.take(event.joined.accessToken);
        lobby.value = null;
        encryption.begin(standing.meeting.peek().settings);
        media.begin(iceFor(event.joined));
        if (event.joined.media) session.update(event.joined.media);
        return;
      }
      case "resumed":
        access.take(event.resumed.accessToken);
        return media.resume(iceFor(event.resumed));
      case "media":
        return session.update(event.media);
      case "ended":
        ended.value = event.error;
        return dispose();
      case "lobby":
        hasWaited = true;
        lobby.value = event.lobby;
        return;
      case "signal":
        return signals.emit(event.signal);
      case "snapshot":
      case "changes":
        return; // The room model's.
      default:
        return event satisfies never;
    }
  }

  function heard(news: Heard): void {
    const interference = media.own.heard(news);
    if (interference) interferences.emit(interference);
  }

  async function leave(): Promise<void> {
    const left = link.leave();
    dispose();
    await left;
  }

  function dispose(): void {
    for (const dispose of disposers.splice(0)) dispose();
    media.dispose();
    parts.dispose();
    room.dispose();
  }

  link.run();

  return {
    selfId,
    ticket,
    status: status as ReadonlySignal<LinkStatus>,
    ended: ended as ReadonlySignal<ErrorBody | null>,
    lobby: lobby as ReadonlySignal<LobbyState | null>,
    title: computed(() => room.roster.value?.title ?? ticket.title),
    roster: room.roster,
    ...standing,
    command: parts.command,
    api: parts.api,
    chat: parts.chat,
    encryption,
    recording: parts.recording,
    live: parts.live,
    captionWish: parts.captionWish,
    reactions: parts.reactions,
    toasts: parts.toasts,
    breakoutLeftMs: parts.breakoutLeftMs,
    onBreakoutEnd: parts.onBreakoutEnd,
    panels,
    /** To whom the chat writes; null: to everybody who is here. */
    writeTo,
    /** One change of the room at a time, as it happens. */
    onNews: room.on,
    /** Reactions and typing. */
    onSignal,
    /** What others did to tracks of ours. */
    onInterference: interferences.on,
    isTalkingMuted: media.isTalkingMuted,
    remote: media.remote,
    waiting: session.waiting,
    isMediaHealthy: session.isHealthy,
    isDirect: media.isDirect,
    /** What this person's network lets through of the others' video. */
    reception: media.reception,
    isCameraHeld: media.isCameraHeld,
    hints: media.hints,
    quality: media.quality,
    generation: () => session.generation,
    standby: () => session.standby,
    iceRestarts: () => session.gauges.iceRestarts,
    paths: (plane?: "active" | "standby") => session.gauges.paths(plane),
    speakers: media.speaking.speakers,
    marks,
    tiles: media.tiles,
    stage: media.stage,
    screens: media.screens,
    devices,
    leave,
    dispose,
  };
}

function listen(target: EventTarget, type: string, listener: () => void): () => void {
  target.addEventListener(type, listener);
  return () => target.removeEventListener(type, listener);
}
