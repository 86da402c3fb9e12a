/**
 * Runs inside a page, before its own scripts: notes when a frame of another's tile was put on the
 * screen. A tile is followed, not an element, since the client may swap elements and tracks.
 */

/** What this file adds to `globalThis.__probe`. */
export interface FramesProbe {
  /**
   * Frames presented since `from`, by tile (`<peer id> <source>`): epoch ms, and how many its player
   * had presented by then, since a busy page is not told of each.
   */
  frames(from: number): Record<string, [atMs: number, count: number][]>;
}

/** Given to the page as text: it may use nothing from outside its own braces. */
export function watchFrames(): void {
  /** Ten minutes at 30 frames a second. */
  const FRAMES_MAX = 18_000;
  const tiles = new Map<string, [number, number][]>();
  const watched = new WeakSet<HTMLVideoElement>();

  function watch(video: HTMLVideoElement): void {
    if (watched.has(video)) return;
    watched.add(video);
    const presented = (_: number, frame: VideoFrameCallbackMetadata) => {
      const tile = video.closest<HTMLElement>("[data-peer-id]");
      if (tile && tile.dataset["self"] !== "true") {
        note(`${tile.dataset["peerId"]} ${tile.dataset["source"]}`, frame);
      }
      video.requestVideoFrameCallback(presented);
    };
    video.requestVideoFrameCallback(presented);
  }

  function note(
    tile: string,
    { presentationTime, presentedFrames }: VideoFrameCallbackMetadata,
  ): void {
    const frames = tiles.get(tile) ?? [];
    tiles.set(tile, frames);
    frames.push([performance.timeOrigin + presentationTime, presentedFrames]);
    if (frames.length > FRAMES_MAX) frames.splice(0, FRAMES_MAX / 2);
  }

  new MutationObserver(() => document.querySelectorAll("video").forEach(watch))
    .observe(document, { childList: true, subtree: true });

  const probe: FramesProbe = {
    frames: (from) =>
      Object.fromEntries(
        [...tiles].map(([tile, frames]) => [tile, frames.filter(([at]) => at >= from)]),
      ),
  };
  Object.assign(globalThis.__probe ??= Object.create(null), probe);
}
