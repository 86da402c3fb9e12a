/**
 * This person's tracks: what is captured goes to the media session, the room is told of mutes and
 * ends, and what those who lead the meeting do to a track happens to the device too.
 */
import { computed, effect, type ReadonlySignal } from "@preact/signals";
import { type PeerId, type PeerView, producerId, type Right } from "../../protocol/mod.ts";
import type { LocalTrack } from "../link/tracks.ts";
import type { DeviceKind, Devices } from "./devices.ts";
import { type OwnCommand, ownCommands } from "./own_producers.ts";
import type { Heard } from "./room.ts";
import type { Screens } from "./screens.ts";

/** What is used of a media session. */
interface TrackSink {
  readonly locals: ReadonlyMap<string, LocalTrack>;
  setLocal(local: LocalTrack): void;
  removeLocal(key: string): void;
}

export interface OwnTracksOptions {
  selfId: PeerId;
  self: ReadonlySignal<PeerView | undefined>;
  /** Undefined before the room has told. */
  rights: ReadonlySignal<ReadonlySet<Right> | undefined>;
  devices: Pick<Devices, "microphone" | "camera" | "turnOff">;
  screens: Pick<Screens, "shared" | "stop">;
  /** This person's network carries the voice alone: the camera stays on, and is not sent. */
  isCameraHeld: ReadonlySignal<boolean>;
  session: TrackSink;
  tell(command: OwnCommand): Promise<void>;
}

/** What somebody else ended or muted of ours, where the room does not say who. */
export type Interference = "mic" | "cam" | "screen";

const TRACK = {
  microphone: { key: "mic", source: "mic", right: "speak" },
  camera: { key: "cam", source: "cam", right: "video" },
} as const;

export type OwnTracks = ReturnType<typeof createOwnTracks>;

export function createOwnTracks(options: OwnTracksOptions) {
  const { selfId, self, rights, devices, screens, session } = options;
  /** What the room was told last of each of our producers, until it is told from the start again. */
  const told = new Map<string, string>();

  /** True until the room has told what this person may. */
  const allowed = (right: Right) => computed(() => rights.value?.has(right) ?? true);
  const may = { speak: allowed("speak"), video: allowed("video"), share: allowed("share") };

  const disposers = [
    effect(() => send("microphone")),
    effect(() => send("camera")),
    effect(() => {
      if (!may.share.value && screens.shared.value) screens.stop();
    }),
    effect(() => {
      if (self.value) tellAll();
    }),
  ];

  function send(kind: DeviceKind): void {
    const { key, source, right } = TRACK[kind];
    const { track: captured, isOn } = devices[kind].value;
    const isHeld = kind === "camera" && options.isCameraHeld.value;
    const track = isHeld ? null : captured;
    if (!may[right].value) {
      if (session.locals.has(key)) session.removeLocal(key);
      if (isOn) devices.turnOff(kind);
    } else if (track || session.locals.has(key)) {
      // A microphone that is off stays captured, so that it is on again at once.
      const paused = track === null || !isOn;
      session.setLocal({ key, source, track, paused });
    }
    tellAll();
  }

  /** Tells the room of mutes and ends of tracks that it doesn't know of. */
  function tellAll(): void {
    const known = self.peek()?.producers ?? [];
    for (const command of ownCommands(selfId, session.locals.values(), known)) {
      const words = JSON.stringify(command);
      if (told.get(command.producerId) === words) continue;
      told.set(command.producerId, words);
      options.tell(command).catch(() => {
        if (told.get(command.producerId) === words) told.delete(command.producerId);
      });
    }
  }

  /**
   * Gives way to what others did; what they did is said to whoever asks. Called before anything
   * that reads the roster runs, or the room would at once be told the contrary.
   */
  function heard({ change, before, after }: Heard): Interference | undefined {
    if (change === null) return mutedMeanwhile(before.peers, after.peers);
    if (change.type === "ProducerPausedChanged" && change.peerId === selfId) {
      const isOthers = change.by !== undefined && change.by !== selfId;
      return isOthers && change.paused ? mute(change.producerId) : undefined;
    }
    if (change.type !== "ProducerClosed" || change.peerId !== selfId) return;
    const local = [...session.locals.values()].find(({ key }) =>
      producerId(selfId, key) === change.producerId
    );
    // Whom the room names the tidings tell of.
    const isNamed = change.by !== undefined || change.replacedBy !== undefined;
    switch (local?.source) {
      case undefined: // We ended it ourselves.
        return;
      case "mic":
        session.removeLocal(local.key);
        devices.turnOff("microphone");
        return isNamed ? undefined : "mic";
      case "cam":
        session.removeLocal(local.key);
        devices.turnOff("camera");
        return isNamed ? undefined : "cam";
      case "screen":
      case "screen-audio":
        screens.stop();
        return isNamed ? undefined : "screen";
      default:
        return local?.source satisfies undefined;
    }
  }

  /** A snapshot tells no names; what was on for the room and for us, and is off now, was muted. */
  function mutedMeanwhile(before: readonly PeerView[], after: readonly PeerView[]) {
    const id = producerId(selfId, TRACK.microphone.key);
    const pausedIn = (peers: readonly PeerView[]) =>
      peers.find((peer) => peer.id === selfId)?.producers.find((own) => own.id === id)?.paused;
    return pausedIn(before) === false && pausedIn(after) === true ? mute(id) : undefined;
  }

  function mute(id: string): Interference | undefined {
    if (id !== producerId(selfId, TRACK.microphone.key)) return;
    if (!devices.microphone.peek().isOn) return; // Ours came first.
    devices.turnOff("microphone");
    return "mic";
  }

  return {
    heard,
    tellAll,
    /** The room knows nothing any more, or may not: everything is told from the start. */
    forgetTold: () => told.clear(),
    dispose() {
      for (const dispose of disposers.splice(0)) dispose();
    },
  };
}
