import {
  type Capabilities,
  CodecName,
  type ConsumerInfo,
  type Demand,
  Joined,
  KIND_OF_SOURCE,
  type MediaUpdate,
  type MeetingTicket,
  type PeerId,
  type ProducerId,
  producerId,
  type Publish,
  Resumed,
  type RoomSnapshot,
  type Signal,
  type Source,
  Synced,
  type View,
} from "../../protocol/mod.ts";
import { ClientSocket, type Notification, RefusedError } from "./client_socket.ts";
import { ParticipantMedia } from "./participant_media.ts";
import { Roster } from "./roster.ts";
import type { Gateway } from "./stack.ts";
import { type Clip, SyntheticTrack } from "./synthetic_track.ts";
import { until } from "./until.ts";

const CAPABILITIES: Capabilities = {
  codecs: CodecName.options.filter((name) => name === "opus" || name === "vp8"),
  extensions: ["mid"],
};
const TILE = { width: 640, height: 360 };
const MEDIA_LIMIT_MS = 30_000;
const SAID_LIMIT_MS = 60_000;
/** Room for the SSRCs of one participant's tracks. */
const SSRC_STEP = 16;
let nextSsrc = 0x1000_0000;

export interface JoinOptions {
  gateway: Gateway;
  ticket: MeetingTicket;
  name?: string;
  /** Tracks sent from the start. Default: a microphone and a camera. */
  sources?: readonly Source[];
  /** Whether its microphone carries words: what `say` is given, and silence between. */
  speaks?: boolean;
  /** What its tracks show and play. Default: noise that is no picture. */
  clips?: Clips;
  /** What it can send: it is told what of that is wanted then, and does not do it. */
  encodes?: readonly CodecName[];
}

export type Clips = Readonly<Partial<Record<Source, Clip>>>;

/** Whose video to show: everyone's, or that of certain producers. */
export type Show = "all" | readonly ProducerId[];

/**
 * A participant without a browser: joins, keeps its roster, answers its transports, sends RTP and
 * takes what it gets, as a page would do it.
 */
export class Participant implements AsyncDisposable {
  readonly ticket: MeetingTicket;
  #socket: ClientSocket;
  #joined: Joined;
  readonly #roster: Roster;
  readonly #media: ParticipantMedia;
  #show: Show = "all";
  #demand: Demand | undefined;
  /** News are handled one after the other. */
  #work: Promise<void> = Promise.resolve();
  #isViewDue = false;
  #viewSent = "";
  #failure: unknown;
  #bye: string | undefined;
  #ssrc: number;
  #resyncs = 0;
  readonly #speaks: boolean;
  readonly #clips: Clips;
  /** What was seen and forgotten, oldest first. */
  readonly signals: Signal[] = [];

  private constructor(
    ticket: MeetingTicket,
    socket: ClientSocket,
    { joined, speaks, clips }: { joined: Joined; speaks: boolean; clips: Clips },
  ) {
    this.ticket = ticket;
    this.#speaks = speaks;
    this.#clips = clips;
    this.#socket = socket;
    this.#joined = joined;
    this.#roster = new Roster(joined);
    this.#ssrc = nextSsrc += SSRC_STEP;
    this.#media = new ParticipantMedia({
      publish: (publish) => this.#publish(publish),
      failed: (error) => this.#failure ??= error,
    });
  }

  /** Resolves once the room has answered and has been told what this participant sends. */
  static async join(options: JoinOptions): Promise<Participant> {
    const { gateway, ticket, name = "Synthetic", sources = ["mic", "cam"] } = options;
    const { speaks = false, clips = {} } = options;
    const socket = await ClientSocket.open(gateway);
    // Notifications may come right behind the answer, before whoever awaits it goes on.
    const early: Notification[] = [];
    socket.onNotification((notification) => early.push(notification));
    try {
      const result = await socket.request("join", {
        token: ticket.token,
        name,
        capabilities: {
          ...CAPABILITIES,
          ...(options.encodes && { encodes: [...options.encodes] }),
        },
        view: { generation: 0, tiles: [], ready: [] } satisfies View,
      });
      const participant = new Participant(ticket, socket, {
        joined: Joined.parse(result),
        speaks,
        clips,
      });
      for (const source of sources) participant.#addTrack(source, source);
      const { media } = participant.#joined;
      if (media) participant.#later(() => participant.#takeMedia(media));
      participant.#listen(early);
      await participant.settled();
      await participant.#untilPlaced();
      return participant;
    } catch (error) {
      await socket[Symbol.asyncDispose]();
      throw error;
    }
  }

  get peerId(): PeerId {
    return this.#joined.peerId;
  }

  get joined(): Joined {
    return this.#joined;
  }

  get roster(): Roster {
    return this.#roster;
  }

  get socket(): ClientSocket {
    return this.#socket;
  }

  /** The code of the `bye` that ended the session. */
  get bye(): string | undefined {
    return this.#bye;
  }

  /** How often the roster had a gap and was asked for anew. */
  get resyncs(): number {
    return this.#resyncs;
  }

  /** Whether media can flow: both transports are connected. */
  get connected(): boolean {
    return this.#media.connected;
  }

  /** Whether a second plane is connected that could take over now. */
  get secured(): boolean {
    return this.#media.secured;
  }

  /** Port of the media node in use; 0: none yet. */
  get mediaPort(): number {
    return this.#media.port;
  }

  /** The media placement in use; 0: none yet. */
  get generation(): number {
    return this.#media.generation;
  }

  get consumers(): readonly ConsumerInfo[] {
    return this.#media.consumers;
  }

  /** RTP packets sent so far, by track. */
  get sent(): Record<string, number> {
    return Object.fromEntries([...this.#media.tracks].map(([key, { sent }]) => [key, sent]));
  }

  /** When this process was too late to send a track, by `performance.now()`. */
  passed(key: string): readonly { readonly startMs: number; readonly endMs: number }[] {
    return this.#media.tracks.get(key)?.passed ?? [];
  }

  /** RTP packets received of another's track, over all consumers it had. */
  packetsFrom(other: Participant, key: string): number {
    return this.#media.packetsOf(producerId(other.peerId, key));
  }

  /** What the room wants of its tracks, as it was told last. */
  get demand(): Demand | undefined {
    return this.#demand;
  }

  /** How loud a microphone is from now on, in dB below full scale. */
  raiseVoice(key: string, belowFull: number): void {
    const track = this.#media.tracks.get(key);
    if (track) track.belowFull = belowFull;
  }

  /** A room's answer waits for a media node only so long: what a slow one gives comes as news. */
  async #untilPlaced(): Promise<void> {
    const { peerId } = this;
    await until(`${peerId} is given a node`, () => this.generation, Boolean, MEDIA_LIMIT_MS);
    await this.settled();
  }

  async untilConnected(): Promise<void> {
    await until(`${this.peerId} has media`, () => this.connected, Boolean, MEDIA_LIMIT_MS);
  }

  /** Starts sending one more track. */
  async open(source: Source, key: string = source): Promise<void> {
    await this.#media.open([this.#addTrack(source, key)]);
  }

  /** Says it, frame by frame, with the microphone. */
  say(frames: readonly Uint8Array[]): void {
    this.#media.tracks.get("mic")?.say(frames);
  }

  /** When the microphone began with what it was given to say first, in epoch ms. */
  get saidAt(): number | undefined {
    return this.#media.tracks.get("mic")?.saidAt;
  }

  /** Resolves when all that it was given to say is sent: later than it takes to say, on a busy machine. */
  async untilSaid(): Promise<void> {
    const isSpeaking = () => this.#media.tracks.get("mic")?.isSpeaking;
    await until(`${this.peerId} has said it`, isSpeaking, (speaks) => !speaks, SAID_LIMIT_MS);
  }

  async close(key: string): Promise<void> {
    this.#media.stop(key);
    this.#media.tracks.delete(key);
    await this.#socket.request("closeProducer", { producerId: producerId(this.peerId, key) });
  }

  /** Mutes or unmutes; the packets stop and go on with it. */
  async setPaused(key: string, paused: boolean): Promise<void> {
    await this.#socket.request("setProducerPaused", {
      producerId: producerId(this.peerId, key),
      paused,
    });
    if (paused) {
      this.#media.paused.add(key);
      this.#media.stop(key);
    } else {
      this.#media.paused.delete(key);
      this.#media.start(key);
    }
  }

  /** Chooses whose video is on this participant's screen. */
  async show(show: Show): Promise<void> {
    this.#show = show;
    await this.#sendView();
  }

  /** The room as its owner knows it. The roster is not touched. */
  async ask(): Promise<RoomSnapshot> {
    return (await this.#sync()).snapshot;
  }

  async leave(): Promise<void> {
    await this.#socket.request("leave");
    await this[Symbol.asyncDispose]();
  }

  /** Loses the socket as a network does: nothing is said, media goes on. */
  async drop(): Promise<void> {
    await this.#socket.close();
    await this.settled();
  }

  /** Comes back on any gateway with what was missed. */
  async resume(gateway: Gateway): Promise<Resumed> {
    const socket = await ClientSocket.open(gateway, { firstId: this.#socket.nextId });
    try {
      const early: Notification[] = [];
      socket.onNotification((notification) => early.push(notification));
      const resumed = Resumed.parse(
        await socket.request("resume", {
          resumeToken: this.#joined.resumeToken,
          rev: this.#roster.rev,
          epoch: this.#roster.epoch,
          view: this.#view(),
        }),
      );
      this.#socket = socket;
      this.#joined = { ...this.#joined, resumeToken: resumed.resumeToken };
      const { epoch, snapshot, missed } = resumed;
      if (snapshot) this.#roster.reset({ epoch, snapshot });
      if (missed) this.#roster.apply({ epoch, ...missed });
      this.#listen(early);
      await this.settled();
      return resumed;
    } catch (error) {
      // Tried again on another; this one must not be a second socket of the session.
      if (this.#socket !== socket) await socket[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Resolves when all news received so far are handled; rejects if one could not be. */
  async settled(): Promise<void> {
    for (let work; work !== this.#work;) await (work = this.#work);
    if (this.#failure) throw this.#failure;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#socket[Symbol.asyncDispose]();
    await this.#work;
    await this.#media[Symbol.asyncDispose]();
  }

  #addTrack(source: Source, key: string): SyntheticTrack {
    const clip = this.#clips[source];
    const speaks = this.#speaks;
    const track = new SyntheticTrack(source, { key, ssrc: this.#ssrc++, speaks, clip });
    this.#media.tracks.set(key, track);
    return track;
  }

  #listen(early: readonly Notification[]): void {
    for (const notification of early) this.#receive(notification);
    this.#socket.keepAlive(() => this.#view());
    this.#socket.onNotification((notification) => this.#receive(notification));
  }

  #receive(notification: Notification): void {
    switch (notification.type) {
      case "room":
        return this.#takeChanges(notification);
      case "media":
        return this.#later(() => this.#takeMedia(notification.media));
      case "resync":
        return this.#later(() => this.#resync());
      case "bye":
        this.#bye = notification.error.code;
        return;
      case "signal":
        this.signals.push(notification.signal);
        return;
      case "lobby":
        return;
      default:
        return notification satisfies never;
    }
  }

  #takeChanges(news: Extract<Notification, { type: "room" }>): void {
    if (this.#roster.apply(news) === "gap") return this.#later(() => this.#resync());
    // New video wants a tile; one that went leaves its own.
    if (news.changes.some(({ type }) => type.startsWith("Producer") || type.startsWith("Peer"))) {
      this.#viewSoon();
    }
  }

  async #sync(): Promise<Synced> {
    return Synced.parse(await this.#socket.request("sync"));
  }

  async #resync(): Promise<void> {
    this.#resyncs++;
    this.#roster.reset(await this.#sync());
    await this.#sendView();
  }

  async #takeMedia(media: MediaUpdate): Promise<void> {
    this.#demand = media.demand ?? this.#demand;
    await this.#media.take(media);
    this.#viewSoon();
  }

  async #publish(publish: Publish): Promise<void> {
    try {
      await this.#socket.request("publish", { publish });
    } catch (error) {
      // The room has moved meanwhile: other transports are on their way.
      if (!(error instanceof RefusedError && error.code === "stale-generation")) throw error;
    }
  }

  #view(): View {
    const videos = this.#roster.peers
      .filter(({ id }) => id !== this.peerId)
      .flatMap(({ producers }) => producers)
      .filter(({ source }) => KIND_OF_SOURCE[source] === "video")
      .map(({ id }) => id);
    const shown = videos.filter((id) => this.#show === "all" || this.#show.includes(id));
    return {
      ...this.#media.planes,
      ...(this.#demand && { demand: this.#demand }),
      tiles: shown.map((id) => ({ producerId: id, ...TILE })),
    };
  }

  async #sendView(): Promise<void> {
    if (this.generation === 0) return;
    const view = this.#view();
    this.#viewSent = JSON.stringify(view);
    await this.#socket.request("view", { view });
  }

  /** If it is another, and once for all the news that wait: a gateway takes so many frames and no more. */
  #viewSoon(): void {
    if (this.#isViewDue) return;
    this.#isViewDue = true;
    this.#later(async () => {
      this.#isViewDue = false;
      if (JSON.stringify(this.#view()) !== this.#viewSent) await this.#sendView();
    });
  }

  #later(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error) => {
      // What was under way when the socket went is said again after a resume.
      if (!this.#socket.closed) this.#failure ??= error;
    });
  }
}
