/** A call: the link, the media and the roster put together, as signals and verbs. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Device } from "mediasoup-client";
import {
  type ErrorBody,
  type MeetingTicket,
  nameCapabilities,
  type View,
} from "../../protocol/mod.ts";
import { backoffMs } from "../link/backoff.ts";
import { isPassing, Refusal } from "../link/errors.ts";
import { MediaSession } from "../link/media_session.ts";
import type { LinkEvent, LinkStatus } from "../link/link_event.ts";
import { RoomLink } from "../link/room_link.ts";
import type { OpenWire, RequestBody } from "../link/socket.ts";
import type { Devices } from "./devices.ts";
import { expectationOf } from "./expectation.ts";
import { createHints } from "./hints.ts";
import { createMarks } from "./marks.ts";
import { onNetworkChange } from "./network.ts";
import { ownCommands } from "./own_producers.ts";
import { createRoomModel } from "./room.ts";
import { createScreens } from "./screens.ts";
import { createSpeaking } from "./speaking.ts";
import { createTiles } from "./tiles.ts";

/** Changes of tiles are gathered for so long before the view is stated. */
export const VIEW_DEBOUNCE_MS = 80;
/** The view is stated this often even when nothing changed, in case a message was lost. */
export const VIEW_RESTATE_MS = 10_000;

export interface CallOptions {
  ticket: MeetingTicket;
  name: string;
  gateways: readonly string[];
  device: Device;
  devices: Devices;
  openWire: OpenWire;
}

export type Call = ReturnType<typeof createCall>;

export function createCall({ ticket, name, gateways, device, devices, openWire }: CallOptions) {
  const selfId = ticket.peerId;
  const status = signal<LinkStatus>("connecting");
  const ended = signal<ErrorBody | null>(null);
  const marks = createMarks();
  /** What the room was told last of each of our producers, until it is told from the start again. */
  const told = new Map<string, string>();
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  /** Commands in a row that did not arrive. */
  let failures = 0;
  let viewTimer: ReturnType<typeof setTimeout> | undefined;

  const link = new RoomLink({
    token: ticket.token,
    name,
    capabilities: nameCapabilities(device.recvRtpCapabilities),
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
    expects: (producerId) =>
      expectationOf(producerId, room.roster.peek()?.peers ?? [], tiles.isVisible),
  });
  const tiles = createTiles(() => scheduleView(VIEW_DEBOUNCE_MS));
  const room = createRoomModel(link);
  const screens = createScreens(session, tellOwn);
  const speaking = createSpeaking(session.remote, () => devices.microphone.value.track);
  const hints = createHints(status, session.isHealthy);
  const self = computed(() => room.roster.value?.peers.find(({ id }) => id === selfId));

  const disposers = [
    link.on(receive),
    effect(sendMicrophone),
    effect(sendCamera),
    effect(() => {
      if (self.value) tellOwn();
    }),
    onNetworkChange(() => {
      link.nudge();
      session.networkChanged();
    }),
    listen(document, "visibilitychange", () => !document.hidden && link.nudge()),
  ];

  function view(): View {
    return { ...session.view, tiles: tiles.visible() };
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
        told.clear();
        session.begin(event.joined.iceServers);
        if (event.joined.media) session.update(event.joined.media);
        return;
      }
      case "resumed":
        told.clear();
        session.resume(event.resumed.iceServers);
        tellOwn();
        return scheduleView(VIEW_RESTATE_MS);
      case "media":
        return session.update(event.media);
      case "ended":
        ended.value = event.error;
        return dispose();
      case "lobby":
      case "signal":
      case "snapshot":
      case "changes":
        return; // The room model's.
      default:
        return event satisfies never;
    }
  }

  function sendMicrophone(): void {
    const { track, isOn } = devices.microphone.value;
    if (track) session.setLocal({ key: "mic", source: "mic", track, paused: !isOn });
    else if (session.locals.has("mic")) {
      session.setLocal({ key: "mic", source: "mic", track: null, paused: true });
    }
    tellOwn();
  }

  function sendCamera(): void {
    const { track } = devices.camera.value;
    if (track || session.locals.has("cam")) {
      session.setLocal({ key: "cam", source: "cam", track, paused: track === null });
    }
    tellOwn();
  }

  /** Gives a command; where it did not arrive, everything that had no answer is told again later. */
  async function tell(command: RequestBody): Promise<void> {
    try {
      await link.request(command);
      failures = 0;
    } catch (error) {
      if (isPassing(error)) scheduleRetry(error);
      throw error;
    }
  }

  function scheduleRetry(error: unknown): void {
    if (retryTimer !== undefined || status.peek() !== "joined") return; // Resuming tells it all.
    const retryAfterMs = error instanceof Refusal ? error.retryAfterMs : undefined;
    retryTimer = setTimeout(() => {
      retryTimer = undefined;
      session.restate();
      tellOwn();
    }, backoffMs(failures++, Math.random(), retryAfterMs));
  }

  /** Tells the room of mutes and ends of tracks that it doesn't know of. */
  function tellOwn(): void {
    const known = self.peek()?.producers ?? [];
    for (const command of ownCommands(selfId, session.locals.values(), known)) {
      const words = JSON.stringify(command);
      if (told.get(command.producerId) === words) continue;
      told.set(command.producerId, words);
      tell(command).catch(() => {
        if (told.get(command.producerId) === words) told.delete(command.producerId);
      });
    }
  }

  function scheduleView(delayMs: number): void {
    clearTimeout(viewTimer);
    viewTimer = setTimeout(stateView, delayMs);
  }

  function stateView(): void {
    scheduleView(VIEW_RESTATE_MS);
    if (session.generation === 0) return; // The owner chooses what comes first.
    link.request({ type: "view", view: view() }).catch(() => {});
  }

  async function leave(): Promise<void> {
    const left = link.leave();
    dispose();
    await left;
  }

  function dispose(): void {
    for (const dispose of disposers.splice(0)) dispose();
    clearTimeout(viewTimer);
    clearTimeout(retryTimer);
    screens.stop();
    speaking.dispose();
    hints.dispose();
    room.dispose();
    session.close();
  }

  link.run();

  return {
    selfId,
    ticket,
    status: status as ReadonlySignal<LinkStatus>,
    ended: ended as ReadonlySignal<ErrorBody | null>,
    roster: room.roster,
    remote: session.remote,
    waiting: session.waiting,
    isMediaHealthy: session.isHealthy,
    hints,
    generation: () => session.generation,
    standby: () => session.standby,
    iceRestarts: () => session.iceRestarts,
    speakers: speaking.speakers,
    marks,
    tiles,
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
