/** The end-to-end encryption of one call: who has whose keys, what people compare, what tiles say. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type {
  MeetingCommand,
  PeerId,
  PeerView,
  ProducerId,
  RoomId,
  Settings,
  Signal,
} from "../../../protocol/mod.ts";
import type { FrameProtection } from "../../e2ee/frame_protection.ts";
import type { Identity, Member } from "../../e2ee/identity.ts";
import { GRACE_MS, KeyExchange } from "../../e2ee/key_exchange.ts";
import type { FromWorker, TrackState } from "../../e2ee/worker_messages.ts";
import { createVerification } from "./verification.ts";

/** Missing keys are asked for so often. */
const ASK_EVERY_MS = 1_000;

/** What is wrong with somebody's media. */
export type KeyTrouble = "waiting" | "broken";

/** What is used of the worker. */
export type FrameKeeper = Pick<
  FrameProtection,
  "send" | "receive" | "use" | "learn" | "forget" | "close"
>;

export interface EncryptionOptions {
  readonly roomId: RoomId;
  readonly selfId: PeerId;
  /** Undefined: this browser can't encrypt, and gets into no meeting that is encrypted. */
  readonly identity: Identity | undefined;
  readonly peers: ReadonlySignal<readonly PeerView[]>;
  readonly settings: ReadonlySignal<Settings>;
  readonly isJoined: ReadonlySignal<boolean>;
  readonly onSignal: (listener: (signal: Signal) => void) => () => void;
  /** Asks as a button does, and tells of a refusal. */
  readonly command: (command: MeetingCommand) => Promise<unknown>;
  readonly ask: (command: MeetingCommand) => Promise<unknown>;
  /** Opens the worker that encrypts. */
  readonly protect: (heard: (message: FromWorker) => void) => FrameKeeper;
  /** Gives the session up for a new one, whose media is made anew. */
  readonly startOver: () => void;
}

export type Encryption = ReturnType<typeof createEncryption>;

export function createEncryption(options: EncryptionOptions) {
  const { roomId, selfId, identity, peers, settings, isJoined, ask } = options;
  const isOn = signal(false);
  const lacking = signal<ReadonlySet<PeerId>>(new Set());
  const tracks = signal<ReadonlyMap<ProducerId, TrackState>>(new Map());
  /** Whether the media of this session is as the settings say; false while it is about to be. */
  let isDecided = false;
  /** This person has switched encryption off. Nobody else's word takes it from a call. */
  let mayTurnOff = false;
  let protection: FrameKeeper | undefined;
  let exchange: KeyExchange | undefined;

  const members = computed<readonly Member[]>((before?: readonly Member[]) => {
    const now = peers.value.flatMap(({ id: peerId, encryptionKey: publicKey }) =>
      publicKey === undefined ? [] : [{ peerId, publicKey }]
    );
    return before && JSON.stringify(before) === JSON.stringify(now) ? before : now;
  });
  const verification = createVerification({ roomId, isOn, members });

  /** A session begins, and its media with it. */
  function begin({ encrypted }: Pick<Settings, "encrypted">): void {
    isDecided = true;
    const wanted = encrypted || (isOn.peek() && !mayTurnOff);
    mayTurnOff = false;
    if (wanted === isOn.peek()) return;
    if (wanted) turnOn();
    else turnOff();
  }

  function turnOn(): void {
    if (!identity) throw new Error("Cannot encrypt: the browser has no encoded transforms");
    const worker = protection = options.protect(heardOfTrack);
    exchange = new KeyExchange({
      roomId,
      selfId,
      identity,
      pass: (keys) => say({ type: "passKeys", keys }),
      ask: (of) => say({ type: "askForKeys", of }),
      use: (key) => worker.use(key),
      learned: (peerId, keys) => worker.learn(peerId, keys),
      forgotten(peerId) {
        worker.forget(peerId);
        tracks.value = new Map([...tracks.peek()].filter(([id]) => ownerOf(id) !== peerId));
      },
      changed: () => lacking.value = new Set(exchange?.lacking),
      later(run) {
        const timer = setTimeout(run, GRACE_MS);
        return () => clearTimeout(timer);
      },
    });
    isOn.value = true;
    exchange.members(members.peek());
  }

  function turnOff(): void {
    exchange?.close();
    protection?.close();
    exchange = protection = undefined;
    lacking.value = new Set();
    tracks.value = new Map();
    isOn.value = false;
  }

  function heardOfTrack({ peerId, track, state }: FromWorker): void {
    tracks.value = new Map(tracks.peek()).set(track, state);
    if (state === "locked") exchange?.lacks(peerId);
  }

  /** What is lost is asked for again by whoever lacks it. */
  function say(command: MeetingCommand): void {
    ask(command).catch(() => {});
  }

  const timer = setInterval(() => isJoined.peek() && exchange?.askAgain(), ASK_EVERY_MS);
  const disposers = [
    options.onSignal((signal) => {
      if (signal.type === "keys") exchange?.received(signal.peerId, signal.sealed).catch(() => {});
      if (signal.type === "keysWanted") exchange?.wantedBy(signal.peerId);
    }),
    effect(() => {
      const all = members.value;
      if (isJoined.value) exchange?.members(all);
    }),
    effect(() => {
      const { encrypted } = settings.value;
      if (!isJoined.value || !isDecided || encrypted === isOn.peek()) return;
      if (!encrypted && !mayTurnOff) return;
      isDecided = false;
      options.startOver();
    }),
  ];

  return {
    /** Whether this call's media is encrypted end to end. */
    isOn: isOn as ReadonlySignal<boolean>,
    isAble: identity !== undefined,
    publicKey: identity?.publicKey,
    begin,
    /** What all media passes through; undefined: the meeting is not encrypted. */
    protection: () => protection,
    ...verification,
    /** What is wrong with somebody's media; reads signals. */
    troubleOf(peer: PeerView): KeyTrouble | undefined {
      if (!isOn.value || peer.id === selfId) return undefined;
      if (lacking.value.has(peer.id)) return "waiting";
      const isBroken = peer.producers.some(({ id }) => tracks.value.get(id) === "broken");
      return isBroken ? "broken" : undefined;
    },
    /** Whether nothing of a track can be played now. */
    isLocked: (id: ProducerId): boolean =>
      isOn.peek() && (lacking.peek().has(ownerOf(id)) || tracks.peek().get(id) === "broken"),
    /** Generations of our own keys so far, less one; for those who watch. */
    generation: () => exchange?.generation,
    /** Asks the room; a new session follows. */
    switchTo(encrypted: boolean): void {
      mayTurnOff = !encrypted;
      options.command({ type: "changeSettings", settings: { encrypted } }).catch(() => {});
    },
    /** Resolves when nothing is under way any more. */
    dispose(): Promise<void> {
      clearInterval(timer);
      for (const dispose of disposers) dispose();
      turnOff();
      return verification.dispose();
    },
  };
}

const ownerOf = (id: ProducerId): PeerId => id.split(":")[0] ?? "";
