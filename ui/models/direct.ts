/** When two people who are alone talk past the media node, and when no more. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import {
  directPair,
  type DirectWord,
  type IceConfig,
  type MeetingCommand,
  type MeetingView,
  type PeerId,
  type PeerView,
  type ProducerId,
  type Signal,
  type Source,
} from "../../protocol/mod.ts";
import { DirectCall } from "../link/direct/direct_call.ts";
import type { MediaSession } from "../link/media_session.ts";
import type { Expectation } from "../link/silence_watch.ts";

/** Both have their media by then, and nobody else is just coming in. */
export const FIRST_DELAY_MS = 3_000;
/** After it was left: nobody wants pictures to change their way again and again. */
export const AGAIN_DELAY_MS = 15_000;
/** Of one pair. Then their networks don't let them. */
export const FAILURES_MAX = 3;
/** Somebody speaks: look again after this. */
const IDLE_LOOK_MS = 1_000;

export interface DirectOptions {
  selfId: PeerId;
  peers: ReadonlySignal<readonly PeerView[]>;
  meeting: ReadonlySignal<MeetingView>;
  isQuiet: () => boolean;
  onSignal: (listener: (signal: Signal) => void) => () => void;
  ask: (command: MeetingCommand) => Promise<unknown>;
  session: Pick<MediaSession, "locals" | "hold" | "chooseTracks" | "arrived" | "arrivedAt">;
  ice: () => IceConfig;
  wallMs: () => number;
  expects: (producerId: ProducerId) => Expectation;
}

export type Direct = ReturnType<typeof createDirect>;

export function createDirect(options: DirectOptions) {
  const { selfId, peers, meeting, session } = options;
  const call = signal<DirectCall | undefined>(undefined);
  const isFlowing = signal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Seconds, so that those of a page that was loaded anew are newer. */
  let called = Math.floor(options.wallMs() / 1_000);
  let answered = 0;
  let failures = 0;
  let wasLeft = false;

  /** With whom; undefined: it takes the media node. */
  const other = computed(() =>
    directPair(peers.value, meeting.value)?.find((peerId) => peerId !== selfId)
  );

  const disposers = [
    effect(() => {
      const peerId = other.value;
      clearTimeout(timer);
      call.peek()?.leave();
      failures = 0;
      if (peerId !== undefined) begin(peerId);
    }),
    options.onSignal((news) => {
      if (news.type === "direct" && news.peerId === other.peek()) hear(news.peerId, news.word);
    }),
  ];

  /** One of the two calls; a later one only while nobody speaks. */
  function begin(peerId: PeerId, delayMs = wasLeft ? AGAIN_DELAY_MS : FIRST_DELAY_MS): void {
    clearTimeout(timer);
    if (selfId > peerId || failures >= FAILURES_MAX) return;
    timer = setTimeout(() => {
      const isBusy = call.peek() !== undefined || (wasLeft && !options.isQuiet());
      if (isBusy) return begin(peerId, IDLE_LOOK_MS);
      open(peerId, ++called).call();
    }, delayMs);
  }

  function hear(peerId: PeerId, word: DirectWord): void {
    const known = call.peek();
    if (word.attempt === known?.attempt) return known.hear(word);
    if (word.kind !== "offer" || selfId < peerId || word.attempt <= answered) return;
    answered = word.attempt;
    known?.close();
    open(peerId, word.attempt).hear(word);
  }

  function open(peerId: PeerId, attempt: number): DirectCall {
    const opened: DirectCall = new DirectCall({
      selfId,
      other: peerId,
      attempt,
      ice: options.ice(),
      locals: () => session.locals.values(),
      producerOf: (source) => producerOf(peerId, source),
      expects: options.expects,
      arrived: (remote) => session.arrived(remote),
      arrivedAt: (remote) => session.arrivedAt(remote),
      // What is not passed on is missed, and then the media node is the way.
      say: (word) => void options.ask({ type: "passDirect", to: peerId, word }).catch(() => {}),
      hold: (isHeld) => session.hold(isHeld),
      changed: () => {
        isFlowing.value = call.peek()?.isFlowing ?? false;
        session.chooseTracks();
      },
      ended: (why) => {
        if (call.peek() !== opened) return;
        call.value = undefined;
        isFlowing.value = false;
        wasLeft = true;
        session.chooseTracks();
        if (why === "failed") failures++;
        if (other.peek() === peerId) begin(peerId);
      },
    });
    return call.value = opened;
  }

  function producerOf(peerId: PeerId, source: Source): ProducerId | undefined {
    const peer = peers.peek().find(({ id }) => id === peerId);
    return peer?.producers.findLast((producer) => producer.source === source)?.id;
  }

  return {
    /** All that the other sends comes directly. */
    isFlowing: isFlowing as ReadonlySignal<boolean>,
    /** What the media session takes into account. */
    way: () => call.peek(),
    /** Nothing is missed that does not come through the media node. */
    isRelied: () => call.peek()?.isRelied ?? false,
    localsChanged: () => call.peek()?.localsChanged(),
    dispose() {
      clearTimeout(timer);
      for (const dispose of disposers) dispose();
      call.peek()?.close();
    },
  };
}
