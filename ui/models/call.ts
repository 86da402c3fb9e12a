/** A call: the link, the media and the room put together, as signals and verbs. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Device } from "mediasoup-client";
import {
  type ErrorBody,
  type IceConfig,
  type LobbyState,
  type MeetingCommand,
  type MeetingTicket,
  nameCapabilities,
  nameEncoders,
  type PeerId,
  type ProducerId,
  type Signal,
  type View,
} from "../../protocol/mod.ts";
import { MediaSession } from "../link/media_session.ts";
import { FrameProtection } from "../e2ee/frame_protection.ts";
import type { Identity } from "../e2ee/identity.ts";
import type { LinkEvent, LinkStatus } from "../link/link_event.ts";
import { RoomLink } from "../link/room_link.ts";
import type { OpenWire } from "../link/socket.ts";
import { createAccess } from "./access.ts";
import { createBreakoutClock } from "./breakouts/breakout_clock.ts";
import { createChat } from "./chat/chat.ts";
import { createCommand } from "./commands.ts";
import { deviceToken } from "./device_token.ts";
import type { Devices } from "./devices.ts";
import { createDirect } from "./direct.ts";
import { createEncryption } from "./encryption/encryption.ts";
import { createEmitter } from "./emitter.ts";
import { watchArrival } from "./arrival.ts";
import { expectationOf } from "./expectation.ts";
import { createHints } from "./hints.ts";
import { iceFor } from "./ice_policy.ts";
import { renewIce } from "./ice_renewal.ts";
import { createMarks, joinPhases } from "./marks.ts";
import { onNetworkChange } from "./network.ts";
import { createOwnTracks, type Interference } from "./own_tracks.ts";
import { createOwnVoice } from "./own_voice.ts";
import { createPanels } from "./panels.ts";
import { every, pageMs } from "./quality/browser.ts";
import { createQuality } from "./quality/quality.ts";
import { createReactions } from "./reactions.ts";
import { createReception } from "./reception.ts";
import { createCallRecording } from "./recordings/call_recording.ts";
import { createRetelling } from "./retelling.ts";
import { createRoomModel, type Heard } from "./room.ts";
import { createRoomApi } from "./room_api.ts";
import { createScreens } from "./screens.ts";
import { createSight } from "./sight.ts";
import { createSpeaking } from "./speaking.ts";
import { createStage } from "./stage.ts";
import { askForTiles } from "./stage_tiles.ts";
import { createStanding } from "./standing.ts";
import { createTiles } from "./tiles.ts";
import { createToasts } from "./toasts.ts";
import { watchUplink } from "./weak_uplink.ts";

/** Changes of tiles are gathered for so long before the view is stated. */
export const VIEW_DEBOUNCE_MS = 80;
/** The view is stated this often even when nothing changed, in case a message was lost. */
export const VIEW_RESTATE_MS = 10_000;

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
  const toasts = createToasts();
  const panels = createPanels();
  const writeTo = signal<PeerId | null>(null);
  const signals = createEmitter<Signal>();
  const interferences = createEmitter<Interference>();
  let viewTimer: ReturnType<typeof setTimeout> | undefined;
  let viewDueAt = Infinity;
  let ice: IceConfig = { iceServers: [] };

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
    view,
    known: () => {
      const { epoch = 0, rev = 0 } = room.roster.peek() ?? {};
      return { epoch, rev };
    },
    openWire,
    random: Math.random,
  });
  const session = new MediaSession({
    device,
    publish: (publish) => tell({ type: "publish", publish }),
    viewChanged: stateView,
    lost: () => link.startOver(),
    canSignal: () => status.peek() === "joined",
    protection: () => encryption.protection(),
    stepped: (step) => marks.set(step === "ice" ? "iceAt" : "dtlsAt"),
    direct: () => direct.way(),
    localsChanged: () => direct.localsChanged(),
    expects: (producerId) =>
      direct.isRelied() || arrival.isRecent() || reception.isWithheld(producerId) ||
        encryption.isLocked(producerId)
        ? "nothing"
        : expectedOf(producerId),
  });
  const expectedOf = (producerId: ProducerId) =>
    expectationOf(producerId, nearby.peek(), sight.isVisible);
  // Who has just come into a breakout waits for pictures; the owner is to know at once which.
  const tiles = createTiles({
    changed: (isUrgent) => scheduleView(isUrgent || arrival.isRecent() ? 0 : VIEW_DEBOUNCE_MS),
    now: () => performance.now(),
    later: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  });
  const room = createRoomModel(link, selfId);
  const standing = createStanding(room.roster, selfId);
  const { meeting, self, nearby, rights } = standing;
  const direct = createDirect({
    selfId,
    peers: standing.peers,
    meeting,
    isQuiet: () => speaking.speakers.peek().size === 0,
    onSignal: signals.on,
    ask: (command) => link.request({ type: "command", command }),
    session,
    ice: () => ice,
    wallMs: Date.now,
    expects: expectedOf,
  });
  const arrival = watchArrival(self, () => performance.now());
  const { tell, dispose: stopRetelling } = createRetelling({
    request: (body) => link.request(body),
    canRetry: () => status.peek() === "joined",
    retell() {
      session.restate();
      own.tellAll();
    },
    random: Math.random,
  });
  const screens = createScreens(session, () => own.tellAll());
  const uplink = watchUplink({
    stats: () => session.uplink(),
    hasCamera: () => devices.camera.peek().track !== null,
    now: () => performance.now(),
  });
  const own = createOwnTracks({
    selfId,
    self,
    rights,
    devices,
    screens,
    isCameraHeld: uplink.isHeld,
    session,
    tell,
  });
  const sight = createSight({ tiles, peers: nearby, changed: () => scheduleView(0) });
  const ownVoice = createOwnVoice(devices.microphone);
  const ownTrack = () => devices.microphone.value.track;
  const speaking = createSpeaking(session.remote, ownTrack, ownVoice.hear);
  const stage = createStage({
    selfId,
    nearby,
    meeting,
    speakers: speaking.speakers,
    now: () => performance.now(),
  });
  const stopAsking = askForTiles({ selfId, nearby, stage, surface: tiles.surface() });
  const reactions = createReactions(signals.on);
  const reception = createReception({
    onSignal: signals.on,
    generation: () => session.generation,
    isShown: (producerId) => tiles.isVisible(producerId),
  });
  const hints = createHints(status, session.isHealthy);
  const quality = createQuality({
    statistics: () => session.statistics(),
    peers: standing.peers,
    selfId,
    isHealthy: session.isHealthy,
    isJoined: () => status.peek() === "joined",
    phases: () => joinPhases(marks.times, { pageMs: pageMs(), waited: hasWaited }),
    send: (report) => link.request({ type: "quality", report }),
    now: () => performance.now(),
    every,
  });
  const command = createCommand(link, toasts);
  const ask = (command: MeetingCommand, id?: number) =>
    link.request({ type: "command", command }, id);
  const recording = createCallRecording({
    selfId,
    hasKey: ticket.role === "host",
    role: computed(() => standing.self.value?.role),
    meeting,
    command,
    toasts,
    onNews: room.on,
  });
  const encryption = createEncryption({
    roomId: ticket.roomId,
    selfId,
    identity,
    peers: standing.peers,
    settings: computed(() => meeting.value.settings),
    isJoined: computed(() => status.value === "joined"),
    onSignal: signals.on,
    command,
    ask,
    protect: (heard) => new FrameProtection(selfId, heard),
    startOver: () => link.startOver(),
  });
  const access = createAccess(() => link.reopen());
  const api = createRoomApi(ticket.roomId, access);
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
    onSignal: signals.on,
    ask,
    claimId: () => link.claimId(),
  });

  const disposers = [
    renewIce({
      ask: () => api.ice(),
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

  function view(): View {
    const near = sight.near();
    return { ...session.view, tiles: sight.visible(), ...(near.length > 0 && { near }) };
  }

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
        own.forgetTold();
        encryption.begin(meeting.peek().settings);
        session.begin(ice = iceFor(event.joined));
        if (event.joined.media) session.update(event.joined.media);
        return;
      }
      case "resumed":
        access.take(event.resumed.accessToken);
        own.forgetTold();
        session.resume(ice = iceFor(event.resumed));
        own.tellAll();
        return scheduleView(VIEW_RESTATE_MS);
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
    const interference = own.heard(news);
    if (interference) interferences.emit(interference);
  }

  /** Unless it is to be stated sooner anyway. */
  function scheduleView(delayMs: number): void {
    const dueAt = performance.now() + delayMs;
    if (dueAt >= viewDueAt) return;
    clearTimeout(viewTimer);
    viewDueAt = dueAt;
    viewTimer = setTimeout(stateView, delayMs);
  }

  /** Also while no node carries the room: who is not heard of loses the seat. */
  function stateView(): void {
    viewDueAt = Infinity;
    scheduleView(VIEW_RESTATE_MS);
    link.request({ type: "view", view: view() }).catch(() => {});
  }

  async function leave(): Promise<void> {
    const left = link.leave();
    dispose();
    await left;
  }

  function dispose(): void {
    for (const dispose of disposers.splice(0)) dispose();
    stopAsking();
    stage.dispose();
    tiles.dispose();
    clearTimeout(viewTimer);
    viewDueAt = -Infinity; // Nothing is stated any more.
    stopRetelling();
    own.dispose();
    chat.dispose();
    breakoutClock.dispose();
    encryption.dispose();
    recording.dispose();
    direct.dispose();
    toasts.dispose();
    screens.stop();
    speaking.dispose();
    sight.dispose();
    arrival.dispose();
    reactions.dispose();
    reception.dispose();
    uplink.dispose();
    hints.dispose();
    quality.dispose();
    room.dispose();
    session.close();
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
    command,
    /** The meeting's part of the HTTP API. */
    api,
    chat,
    encryption,
    recording,
    /** Until everybody returns from the breakouts; null: nobody knows. */
    breakoutLeftMs: breakoutClock.leftMs,
    /** The breakouts end soon. */
    onBreakoutEnd: breakoutEnds.on,
    toasts,
    panels,
    /** To whom the chat writes; null: to everybody who is here. */
    writeTo,
    reactions,
    /** One change of the room at a time, as it happens. */
    onNews: room.on,
    /** Reactions and typing. */
    onSignal: signals.on,
    /** What others did to tracks of ours. */
    onInterference: interferences.on,
    /** Also while the microphone is off. */
    isTalkingMuted: ownVoice.isTalkingMuted,
    remote: sight.shown(session.remote),
    waiting: session.waiting,
    isMediaHealthy: session.isHealthy,
    /** Whether what the other sends comes past the media node. */
    isDirect: direct.isFlowing,
    /** What this person's network lets through of the others' video. */
    reception,
    /** The camera is paused, since this person's network carries the voice alone. */
    isCameraHeld: uplink.isHeld,
    hints,
    quality,
    generation: () => session.generation,
    standby: () => session.standby,
    iceRestarts: () => session.iceRestarts,
    paths: () => session.paths(),
    speakers: speaking.speakers,
    marks,
    tiles,
    stage,
    screens,
    devices,
    leave,
    dispose,
  };
}

function listen(target: EventTarget, type: string, listener: () => void): () => void {
  target.addEventListener(type, listener);
  return () => target.removeEventListener(type, listener);
}
