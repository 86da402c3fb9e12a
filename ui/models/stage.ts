/**
 * What this person looks at: who is where on the screen, and what they chose about it. Rules are in
 * `layout/`; here they are fed with the room, and kept from one moment to the next.
 */
import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { MeetingView, PeerId, PeerView, ProducerId } from "../../protocol/mod.ts";
import {
  camTile,
  type Corner,
  followSpeaker,
  isScreen,
  type Layout,
  layout,
  LAYOUT_MODES,
  type LayoutMode,
  type LayoutShare,
  type LayoutState,
  nextLookAt,
  NOBODY,
  screenTile,
  type Size,
  type TileId,
  WHOLE,
  withoutGone,
  type Zoom,
} from "./layout/mod.ts";
import { isSending } from "./people.ts";
import { preferences, remember } from "./preferences.ts";

export interface StageOptions {
  selfId: PeerId;
  nearby: ReadonlySignal<readonly PeerView[]>;
  meeting: ReadonlySignal<Pick<MeetingView, "spotlight">>;
  /** Producers that carry speech now. */
  speakers: ReadonlySignal<ReadonlySet<string>>;
  /** Monotonic ms. */
  now: () => number;
}

export type Stage = ReturnType<typeof createStage>;

/** One window's layout; it goes on from the one before. */
export interface Place {
  readonly layout: ReadonlySignal<Layout>;
  dispose(): void;
}

export function createStage({ selfId, nearby, meeting, speakers, now }: StageOptions) {
  const size = signal<Size>({ width: 0, height: 0 });
  const page = signal(0);
  const pinned = signal<TileId | null>(null);
  const zoom = signal<{ id: TileId; zoom: Zoom } | null>(null);
  /** Somebody is about to turn the page. */
  const isTurning = signal(false);
  const speaking = followSpeech({ selfId, nearby, speakers, now });
  const shares = watchShares(nearby, selfId);

  const state = computed((): Omit<LayoutState, "held"> => {
    const { layout: mode, selfCorner: corner, hidesSelf, hidesWithoutVideo } = preferences.value;
    return {
      mode,
      selfId,
      people: nearby.value.map((peer) => ({
        id: peer.id,
        hasVideo: isSending(peer, "cam"),
        handRaisedAt: peer.handRaisedAt,
      })),
      shares: shares.value,
      pinned: pinned.value,
      spotlight: meeting.value.spotlight,
      speaker: speaking.following.value.speaker,
      recent: speaking.following.value.recent,
      page: page.value,
      corner,
      hidesSelf,
      hidesWithoutVideo,
    };
  });

  function place(size: ReadonlySignal<Size>, change: Partial<LayoutState> = {}): Place {
    const placed = signal(layout({ ...state.peek(), ...change, held: [] }, size.peek()));
    const dispose = effect(() => {
      const next = { ...state.value, ...change, held: placed.peek().order };
      placed.value = layout(next, size.value);
    });
    return { layout: placed, dispose };
  }

  const main = place(size);

  /** One change, since each layout in between would be asked for. */
  function setMode(mode: LayoutMode): void {
    batch(() => {
      page.value = 0;
      remember({ layout: mode });
    });
  }

  return {
    /** What the page has for tiles, in CSS pixels. */
    size,
    layout: main.layout,
    /** For a window of its own, of another size. */
    place,
    mode: computed(() => preferences.value.layout),
    setMode,
    nextMode(): LayoutMode {
      const at = LAYOUT_MODES.indexOf(preferences.peek().layout);
      const next = LAYOUT_MODES[(at + 1) % LAYOUT_MODES.length] ?? "auto";
      setMode(next);
      return next;
    },
    pinned: pinned as ReadonlySignal<TileId | null>,
    /** Returns whether it is pinned now. */
    togglePin(id: TileId): boolean {
      const isPinned = pinned.peek() !== id;
      batch(() => {
        page.value = 0;
        pinned.value = isPinned ? id : null;
      });
      return isPinned;
    },
    /** Returns the page that is shown then. */
    turnPage(by: number): number {
      const { page: at, pages } = main.layout.peek();
      page.value = Math.max(0, Math.min(pages - 1, at + by));
      return page.peek();
    },
    isTurning,
    /** How a shared screen is looked at. */
    zoomOf: (id: TileId): Zoom => zoom.value?.id === id ? zoom.value.zoom : WHOLE,
    setZoom(id: TileId, next: Zoom): void {
      zoom.value = next.scale === 1 ? null : { id, zoom: next };
    },
    setCorner: (selfCorner: Corner) => remember({ selfCorner }),
    toggleSelf: () => remember({ hidesSelf: !preferences.peek().hidesSelf }),
    toggleWithoutVideo: () =>
      remember({ hidesWithoutVideo: !preferences.peek().hidesWithoutVideo }),
    dispose() {
      main.dispose();
      speaking.dispose();
    },
  };
}

/** Whom and what a tile shows; undefined once they are gone. */
export function subjectOf(id: TileId, peers: readonly PeerView[]) {
  if (!isScreen(id)) {
    const peer = peers.find((peer) => camTile(peer.id) === id);
    return peer && { peer, producer: peer.producers.find(({ source }) => source === "cam") };
  }
  for (const peer of peers) {
    const producer = peer.producers.find((producer) => screenTile(producer.id) === id);
    if (producer) return { peer, producer };
  }
  return undefined;
}

/** Who speaks is told anew when somebody begins or ends, and when one has for long enough. */
function followSpeech({ selfId, nearby, speakers, now }: Omit<StageOptions, "meeting">) {
  const following = signal(NOBODY);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const dispose = effect(() => {
    const others = nearby.value.filter(({ id }) => id !== selfId);
    const heard = speakers.value;
    const speaking = new Set(
      others.filter(({ producers }) =>
        producers.some(({ id, source }) => source === "mic" && heard.has(id))
      ).map(({ id }) => id),
    );
    const here = new Set(others.map(({ id }) => id));
    const look = () => {
      clearTimeout(timer);
      const at = now();
      following.value = followSpeaker(withoutGone(following.peek(), here), speaking, at);
      const next = nextLookAt(following.peek(), at);
      if (next !== null) timer = setTimeout(look, next - at);
    };
    look();
  });

  return {
    following,
    dispose() {
      dispose();
      clearTimeout(timer);
    },
  };
}

/** Shared screens of others, the newest last: rosters don't tell since when. */
function watchShares(nearby: StageOptions["nearby"], selfId: PeerId) {
  let before: readonly ProducerId[] = [];
  return computed((): LayoutShare[] => {
    const all = nearby.value.filter(({ id }) => id !== selfId).flatMap((peer) =>
      peer.producers.filter(({ source }) => source === "screen")
        .map(({ id }) => ({ id, peerId: peer.id }))
    );
    const placeOf = (id: ProducerId) => before.includes(id) ? before.indexOf(id) : before.length;
    const ordered = all.toSorted((a, b) => placeOf(a.id) - placeOf(b.id));
    before = ordered.map(({ id }) => id);
    return ordered;
  });
}
