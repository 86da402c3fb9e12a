/**
 * Runs inside a page, before its own scripts: notes when a frame of another's tile was put on the
 * screen. A tile is followed, not an element: the client stacks players while media changes over, and
 * what people see is the uppermost that is not transparent.
 */

/** A frame as people saw it. */
export interface SeenFrame {
  /** When it was presented; epoch ms. */
  readonly atMs: number;
  /** How many frames its player had presented by then; a busy page is not told of each. */
  readonly count: number;
  /** Which of the page's players showed it. */
  readonly player: number;
  /** When its last packet came in; epoch ms. */
  readonly receivedMs: number;
  /** Of the picture that was sent. */
  readonly width: number;
}

/** What this file adds to `globalThis.__probe`. */
export interface FramesProbe {
  /** Frames seen since `from`, by tile (`<peer id> <source>`). */
  frames(from: number): Record<string, SeenFrame[]>;
}

/** Given to the page as text: it may use nothing from outside its own braces. */
export function watchFrames(): void {
  /** Ten minutes at 30 frames a second. */
  const FRAMES_MAX = 18_000;
  const tiles = new Map<string, SeenFrame[]>();
  const players = new Map<HTMLVideoElement, number>();
  /** The newest frame of a player that can't be seen yet. */
  const unseen = new Map<HTMLVideoElement, VideoFrameCallbackMetadata>();
  let playersMade = 0;

  function watch(video: HTMLVideoElement): void {
    if (players.has(video)) return;
    players.set(video, ++playersMade);
    const presented = (_: number, frame: VideoFrameCallbackMetadata) => {
      if (isSeen(video)) note(video, frame, frame.presentationTime);
      else unseen.set(video, frame);
      video.requestVideoFrameCallback(presented);
    };
    video.requestVideoFrameCallback(presented);
  }

  /** Not transparent, and nothing that is not transparent above it. */
  function isSeen(video: HTMLVideoElement): boolean {
    const stack = [...tileOf(video)?.querySelectorAll("video") ?? []]
      .filter((each) => Number(getComputedStyle(each).opacity) > 0);
    const height = (each: HTMLVideoElement) => Number(getComputedStyle(each).zIndex) || 0;
    // Of equals the later one is above.
    const [top] = stack.reverse().sort((a, b) => height(b) - height(a));
    return top === video;
  }

  function tileOf(video: HTMLVideoElement): HTMLElement | null {
    const tile = video.closest<HTMLElement>("[data-peer-id]");
    return tile?.dataset["self"] === "true" ? null : tile;
  }

  function note(
    video: HTMLVideoElement,
    { presentedFrames, receiveTime, width }: VideoFrameCallbackMetadata,
    atMs: number,
  ): void {
    unseen.delete(video);
    const tile = tileOf(video);
    if (!tile) return;
    const key = `${tile.dataset["peerId"]} ${tile.dataset["source"]}`;
    const frames = tiles.get(key) ?? [];
    tiles.set(key, frames);
    frames.push({
      atMs: performance.timeOrigin + atMs,
      count: presentedFrames,
      player: players.get(video) ?? 0,
      receivedMs: performance.timeOrigin + (receiveTime ?? atMs),
      width,
    });
    if (frames.length > FRAMES_MAX) frames.splice(0, FRAMES_MAX / 2);
  }

  new MutationObserver(() => {
    document.querySelectorAll("video").forEach(watch);
    for (const video of players.keys()) {
      if (video.isConnected) continue;
      players.delete(video);
      unseen.delete(video);
    }
    // A frame may be seen later than it is there: when its player has come to the top.
    for (const [video, frame] of unseen) if (isSeen(video)) note(video, frame, performance.now());
  }).observe(document, {
    childList: true,
    subtree: true,
    attributeFilter: ["class", "style", "data-ready", "data-waiting"],
  });

  const probe: FramesProbe = {
    frames: (from) =>
      Object.fromEntries(
        [...tiles].map(([tile, frames]) => [tile, frames.filter(({ atMs }) => atMs >= from)]),
      ),
  };
  Object.assign(globalThis.__probe ??= Object.create(null), probe);
}
