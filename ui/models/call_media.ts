/** What is sent and seen in a call: the media session, what it is told, and what is made of it. */
import type { ReadonlySignal } from "@preact/signals";
import type { Device } from "mediasoup-client";
import type {
  IceConfig,
  MeetingCommand,
  PeerId,
  ProducerId,
  Signal,
  View,
} from "../../protocol/mod.ts";
import type { LinkStatus } from "../link/link_event.ts";
import { MediaSession } from "../link/media_session.ts";
import type { RoomLink } from "../link/room_link.ts";
import { watchArrival } from "./arrival.ts";
import type { Devices } from "./devices.ts";
import { createDirect } from "./direct.ts";
import { createDirectReception } from "./direct_reception.ts";
import type { Encryption } from "./encryption/encryption.ts";
import { expectationOf } from "./expectation.ts";
import { createHints } from "./hints.ts";
import { createLipSync } from "./lip_sync.ts";
import { createOwnTracks } from "./own_tracks.ts";
import { createOwnVoice } from "./own_voice.ts";
import { every } from "./quality/browser.ts";
import { createQuality, type QualityOptions } from "./quality/quality.ts";
import { createReception } from "./reception.ts";
import { createRetelling } from "./retelling.ts";
import { createScreens } from "./screens.ts";
import { createSight } from "./sight.ts";
import { createSpeaking } from "./speaking.ts";
import { createStage } from "./stage.ts";
import { askForTiles } from "./stage_tiles.ts";
import type { Standing } from "./standing.ts";
import type { Marks } from "./marks.ts";
import { createTiles } from "./tiles.ts";
import { createViewTeller, VIEW_DEBOUNCE_MS, VIEW_RESTATE_MS } from "./view_teller.ts";
import { watchUplink } from "./weak_uplink.ts";

export interface CallMediaOptions {
  selfId: PeerId;
  device: Device;
  devices: Devices;
  link: RoomLink;
  status: ReadonlySignal<LinkStatus>;
  standing: Standing;
  marks: Marks;
  onSignal: (listener: (signal: Signal) => void) => () => void;
  ask: (command: MeetingCommand) => Promise<unknown>;
  encryption: () => Pick<Encryption, "protection" | "isLocked">;
  phases: QualityOptions["phases"];
}

export type CallMedia = ReturnType<typeof createCallMedia>;

export function createCallMedia(options: CallMediaOptions) {
  const { selfId, devices, link, status, standing, marks, onSignal } = options;
  const { meeting, self, nearby, rights, peers } = standing;
  const now = () => performance.now();
  const isJoined = () => status.peek() === "joined";
  let ice: IceConfig = { iceServers: [] };

  const teller = createViewTeller(() => link.request({ type: "view", view: view() }));
  const session = new MediaSession({
    device: options.device,
    publish: (publish) => tell({ type: "publish", publish }),
    viewChanged: teller.state,
    lost: () => link.startOver(),
    canSignal: isJoined,
    protection: () => options.encryption().protection(),
    stepped: (step) => marks.set(step === "ice" ? "iceAt" : "dtlsAt"),
    direct: () => direct.way(),
    localsChanged: () => direct.localsChanged(),
    expects: (producerId) =>
      direct.isRelied() || arrival.isRecent() || reception.isWithheld(producerId) ||
        options.encryption().isLocked(producerId)
        ? "nothing"
        : expectedOf(producerId),
  });
  const expectedOf = (producerId: ProducerId) =>
    expectationOf(producerId, nearby.peek(), sight.isVisible);
  // Who has just come into a breakout waits for pictures; the owner is to know at once which.
  const tiles = createTiles({
    changed: (isUrgent) => teller.schedule(isUrgent || arrival.isRecent() ? 0 : VIEW_DEBOUNCE_MS),
    now,
    later: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  });
  const direct = createDirect({
    selfId,
    peers,
    meeting,
    isQuiet: () => speaking.speakers.peek().size === 0,
    onSignal,
    ask: options.ask,
    session,
    ice: () => ice,
    wallMs: Date.now,
    expects: expectedOf,
  });
  const arrival = watchArrival(self, now);
  const { tell, dispose: stopRetelling } = createRetelling({
    request: (body) => link.request(body),
    canRetry: isJoined,
    retell() {
      session.restate();
      own.tellAll();
    },
    random: Math.random,
  });
  const screens = createScreens(session, () => own.tellAll());
  const uplink = watchUplink({
    stats: () => session.gauges.uplink(),
    hasCamera: () => devices.camera.peek().track !== null,
    now,
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
  const sight = createSight({ tiles, peers: nearby, changed: () => teller.schedule(0) });
  const ownVoice = createOwnVoice(devices.microphone);
  const speaking = createSpeaking(
    session.remote,
    () => devices.microphone.value.track,
    ownVoice.hear,
  );
  const stage = createStage({ selfId, nearby, meeting, speakers: speaking.speakers, now });
  const stopAsking = askForTiles({ selfId, nearby, stage, surface: tiles.surface() });
  const quality = createQuality({
    statistics: () => session.gauges.statistics(),
    peers,
    selfId,
    isHealthy: session.isHealthy,
    isJoined,
    phases: options.phases,
    send: (report) => link.request({ type: "quality", report }),
    now,
    every,
  });
  const isShown = (producerId: ProducerId) => tiles.isVisible(producerId);
  const directReception = createDirectReception({
    latest: quality.latest,
    isDirect: direct.isFlowing,
    isShown,
  });
  const reception = createReception({
    onSignal,
    generation: () => session.generation,
    isShown,
    isDirect: direct.isFlowing,
    isPoor: directReception.isPoor,
  });
  const lipSync = createLipSync({
    remote: session.remote,
    statistics: () => session.gauges.statistics(),
    isSeen: sight.isVisible,
    every,
  });
  const hints = createHints(status, session.isHealthy);

  function view(): View {
    const near = sight.near();
    return { ...session.view, tiles: sight.visible(), ...(near.length > 0 && { near }) };
  }

  return {
    session,
    own,
    screens,
    speaking,
    tiles,
    stage,
    reception,
    hints,
    quality,
    view,
    /** Also while the microphone is off. */
    isTalkingMuted: ownVoice.isTalkingMuted,
    remote: sight.shown(session.remote),
    /** Whether what the other sends comes past the media node. */
    isDirect: direct.isFlowing,
    /** The camera is paused, since this person's network carries the voice alone. */
    isCameraHeld: uplink.isHeld,
    /** A session begins. */
    begin(given: IceConfig) {
      own.forgetTold();
      session.begin(ice = given);
    },
    /** The session is back on a socket. */
    resume(given: IceConfig) {
      own.forgetTold();
      session.resume(ice = given);
      own.tellAll();
      teller.schedule(VIEW_RESTATE_MS);
    },
    /** Nothing is told the room any more. */
    dispose() {
      stopAsking();
      stage.dispose();
      tiles.dispose();
      teller.dispose();
      stopRetelling();
      own.dispose();
      direct.dispose();
      screens.stop();
      speaking.dispose();
      sight.dispose();
      arrival.dispose();
      reception.dispose();
      directReception.dispose();
      uplink.dispose();
      lipSync.dispose();
      hints.dispose();
      quality.dispose();
      session.close();
    },
  };
}
