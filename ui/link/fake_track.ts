/** A media track without a browser, for tests. */
export class FakeTrack extends EventTarget implements MediaStreamTrack {
  readonly id: string;
  readonly kind: "audio" | "video";
  readonly label = "";
  readonly muted = false;
  contentHint = "";
  enabled = true;
  readyState: MediaStreamTrackState = "live";
  onended = null;
  onmute = null;
  onunmute = null;

  constructor(id: string, kind: "audio" | "video" = "video") {
    super();
    this.id = id;
    this.kind = kind;
  }

  stop(): void {
    this.readyState = "ended";
  }

  clone(): MediaStreamTrack {
    return new FakeTrack(this.id, this.kind);
  }

  applyConstraints(): Promise<void> {
    return Promise.resolve();
  }

  getCapabilities = () => ({});
  getConstraints = () => ({});
  getSettings = () => ({});
}
