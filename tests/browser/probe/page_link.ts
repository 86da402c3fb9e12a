/**
 * Runs inside a page, before its own scripts: notes what the call's sockets, peer connections and
 * senders do, and when, so that a recovery can be told stage by stage.
 */
import type {} from "../../../ui/models/debug.ts"; // Declares `globalThis.__parley`.

/** A stage of a recovery as the page sees it. Epoch ms. */
export interface PageEvent {
  readonly at: number;
  /** `status joined`, `media 3 active`, `replaceTrack video`, `keydown`, `view stated`, … */
  readonly what: string;
}

/** What this file adds to `globalThis.__probe`. */
export interface LinkProbe {
  now(): number;
  /** URL of the open socket to a gateway, if there is one. */
  gateway(): string | null;
  events(from: number): PageEvent[];
  /** What each stream of video that flows has come to, in words: `in 3 frames, 1 key, 2 PLI asked`. */
  streams(): Promise<string[]>;
  /** Port of the media node that video comes from right now; null: none comes. */
  mediaPort(): Promise<number | null>;
}

/** Given to the page as text: it may use nothing from outside its own braces. */
export function watchLink(): void {
  const EVENTS_MAX = 5_000;
  const STATUS_EVERY_MS = 5;
  /** A stream whose last packet is older does not flow. */
  const FRESH_MS = 1_000;
  const events: PageEvent[] = [];
  const connections = new Set<RTCPeerConnection>();
  let open: WebSocket | undefined;
  let status: string | undefined;

  const now = () => performance.timeOrigin + performance.now();

  function note(what: string, at = now()): void {
    events.push({ at, what });
    if (events.length > EVENTS_MAX) events.splice(0, EVENTS_MAX / 2);
  }

  function readFrame(data: unknown): void {
    if (typeof data !== "string" || !data.includes('"media"')) return;
    const frame: { type: string; media?: { generation: number; use?: string } } = JSON.parse(data);
    if (frame.type !== "media" || !frame.media) return;
    note(`media ${frame.media.generation} ${frame.media.use ?? "active"}`);
  }

  globalThis.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener("open", () => {
        open = this;
        note("socket open");
      });
      this.addEventListener("message", ({ data }) => readFrame(data));
      this.addEventListener("close", () => {
        if (open === this) open = undefined;
        note("socket closed");
      });
    }
    override send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
      if (typeof data === "string" && data.includes('"view"')) note("view stated");
      super.send(data);
    }
  };

  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.add(this);
    }
    override close(): void {
      connections.delete(this);
      super.close();
    }
  };

  // As the browser got them, before anything of the page ran.
  for (const type of ["keydown", "click"] as const) {
    addEventListener(type, ({ timeStamp }) => note(type, performance.timeOrigin + timeStamp), true);
  }

  const { replaceTrack } = RTCRtpSender.prototype;
  RTCRtpSender.prototype.replaceTrack = function (track) {
    note(`replaceTrack ${track?.kind ?? "null"}`);
    return replaceTrack.call(this, track);
  };

  setInterval(() => {
    const current = globalThis.__parley?.state().status;
    if (current === status) return;
    status = current;
    note(`status ${status}`);
  }, STATUS_EVERY_MS);

  async function portOf(connection: RTCPeerConnection): Promise<[number, number] | undefined> {
    const stats = [...(await connection.getStats()).values()];
    // A node probes bandwidth with packets of its own, which are no frames.
    const last = stats
      .filter(({ type, kind, framesDecoded = 0 }) =>
        type === "inbound-rtp" && kind === "video" && framesDecoded > 0
      )
      .map(({ lastPacketReceivedTimestamp }) => Number(lastPacketReceivedTimestamp ?? 0));
    const transport = stats.find(({ type }) => type === "transport");
    const pair = stats.find(({ id }) => id === transport?.selectedCandidatePairId);
    const remote = stats.find(({ id }) => id === pair?.remoteCandidateId);
    return remote === undefined ? undefined : [Math.max(0, ...last), Number(remote.port)];
  }

  async function streamsOf(connection: RTCPeerConnection): Promise<string[]> {
    const all = [...(await connection.getStats()).values()].filter(({ kind }) => kind === "video");
    const received = all.filter(({ type }) => type === "inbound-rtp").map((stats) =>
      `in ${stats.framesReceived} frames of ${stats.packetsReceived} packets, ${stats.packetsLost} ` +
      `lost, ${stats.framesDecoded} decoded, ${stats.keyFramesDecoded} key, ${stats.pliCount} PLI asked`
    );
    const sent = all.filter(({ type }) => type === "outbound-rtp").map((stats) =>
      `out ${stats.rid ?? ""} ${stats.active ? "on" : "off"}: ${stats.framesSent} frames of ` +
      `${stats.packetsSent} packets, ${stats.keyFramesEncoded} key, ${stats.pliCount} PLI heard, ` +
      `limited by ${stats.qualityLimitationReason}`
    );
    return [...received, ...sent].map((line) => `${connection.connectionState}: ${line}`);
  }

  const probe: LinkProbe = {
    now,
    streams: async () => (await Promise.all([...connections].map(streamsOf))).flat(),
    gateway: () => open?.url ?? null,
    events: (from) => events.filter(({ at }) => at >= from),
    mediaPort: async () => {
      const found = await Promise.all([...connections].map(portOf));
      const [newest] = found.filter((each) => each !== undefined).sort(([a], [b]) => b - a);
      return newest && newest[0] > now() - FRESH_MS ? newest[1] : null;
    },
  };
  Object.assign(globalThis.__probe ??= Object.create(null), probe);
}
