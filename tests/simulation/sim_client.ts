/** A participant and the gateway that speaks for it, as one process. */
import { AUDIO, DTLS, EVERYTHING, VIDEO } from "../../control/room/testing/given.ts";
import type { Clock } from "../../kit/mod.ts";
import {
  type MediaUpdate,
  type Publish,
  ResumeResult,
  type RoomCommand,
  RoomEvent,
  type RoomReply,
  SessionMessage,
  SnapshotResult,
  subjects,
  type View,
} from "../../protocol/mod.ts";
import { ClientMedia } from "./client_media.ts";
import type { Random } from "./random.ts";
import { Roster } from "./roster.ts";
import type { TrackKey } from "./scenario.ts";
import type { Process } from "./scheduler.ts";
import type { SimBus } from "./sim_bus.ts";
import { type OnAccepted, ROOM, type Speak, speaker } from "./speaker.ts";

/** Clients state their view so often. */
const VIEW_EVERY_MS = 10_000;
/** News are confirmed together after this long. */
const CONFIRM_MS = 15;
/** A snapshot that is older than what is missing is asked for again, so often and after such a pause. */
const SYNCS_MAX = 8;
const SYNC_PAUSE_MS = 250;

export interface SimClientOptions {
  peerId: string;
  process: Process;
  bus: SimBus;
  clock: Clock;
  random: Random;
  /** Told of each answer that says that a command was accepted. */
  accepted: OnAccepted;
  /** Whether it notices gaps in what it hears; a variant does not. */
  checksGaps: boolean;
}

export class SimClient {
  readonly peerId: string;
  readonly process: Process;
  readonly bus: SimBus;
  readonly #options: SimClientOptions;
  readonly #speak: Speak;
  readonly #tracks = new Map<TrackKey, { paused: boolean }>();
  #roster: Roster | undefined;
  #sessions = 0;
  #sockets = 0;
  #online = false;
  #media = new ClientMedia();
  #syncing = false;
  #confirming = false;
  #unlisten: () => void = () => {};

  constructor(options: SimClientOptions) {
    const { peerId, process, bus, clock, random, accepted } = options;
    this.#options = options;
    this.peerId = peerId;
    this.process = process;
    this.bus = bus;
    this.#speak = speaker({ name: peerId, bus, clock, random, accepted });
    bus.subscribe(subjects.roomEvent(ROOM), {}, ({ body }) => this.#hear(RoomEvent.parse(body)));
    this.#lookRegularly();
  }

  get sessionId(): string {
    return `s-${this.peerId}-${this.#sessions}`;
  }

  /** What it shows, while it sits in the room with a socket. */
  get roster(): Roster | undefined {
    return this.#online ? this.#roster : undefined;
  }

  get view(): Readonly<View> {
    return this.#media.view;
  }

  /** The ICE user name of each of its transports. */
  get transports(): ReadonlyMap<string, string> {
    return this.#media.transports;
  }

  /** A new session, in a seat that may be its own from before. */
  async join(): Promise<void> {
    this.#sessions++;
    this.#roster = undefined;
    this.#online = true;
    this.#media = new ClientMedia();
    const { sessionId } = this;
    this.#unlisten();
    const subject = subjects.sessionMessage(sessionId);
    const subscription = this.bus.subscribe(subject, {}, ({ body }) => {
      if (this.sessionId === sessionId) this.#receive(SessionMessage.parse(body));
    });
    this.#unlisten = () => void subscription.unsubscribe();
    const reply = await this.#tell({
      type: "join",
      name: this.peerId,
      capabilities: EVERYTHING,
      view: structuredClone(this.#media.view),
      connectionId: this.#nextSocket(),
    });
    if (!reply?.ok || this.sessionId !== sessionId) return;
    const { epoch, result } = reply;
    this.#roster = Roster.of({ epoch, ...SnapshotResult.parse(result).snapshot });
  }

  async leave(): Promise<void> {
    if (!this.#online) return;
    const { sessionId } = this;
    await this.#tell({ type: "leave" });
    if (this.sessionId === sessionId) this.#over();
  }

  /** The socket is gone; the gateway says so. */
  async disconnect(): Promise<void> {
    if (!this.#online) return;
    this.#online = false;
    await this.#tell({ type: "disconnect", connectionId: this.#socket });
  }

  async resume(): Promise<void> {
    if (this.#online || !this.#roster) return;
    const { sessionId } = this;
    this.#online = true;
    const roster = this.#roster;
    const { rev } = roster;
    const view = structuredClone(this.#media.view);
    const connectionId = this.#nextSocket();
    const reply = await this.#tell({ type: "resume", rev, view, connectionId });
    if (!reply || this.sessionId !== sessionId || this.#roster !== roster) return;
    if (!reply.ok) return this.#over();
    const { epoch } = reply;
    const result = ResumeResult.parse(reply.result);
    if ("snapshot" in result) return roster.replace({ epoch, ...result.snapshot });
    const outcome = roster.apply({ epoch, adopted: false, ...result });
    if (outcome === "gap") await this.#sync(epoch, result.to);
  }

  async publish(key: TrackKey): Promise<void> {
    const { generation } = this.#media.view;
    if (!this.#online || generation === 0) return;
    this.#tracks.set(key, { paused: false });
    await this.#send(generation, [trackOf(key, false)]);
  }

  async mute(key: TrackKey): Promise<void> {
    const track = this.#tracks.get(key);
    if (!track || !this.#online) return;
    track.paused = !track.paused;
    const producerId = `${this.peerId}:${key}`;
    await this.#tell({ type: "setProducerPaused", producerId, paused: track.paused });
  }

  async close(key: TrackKey): Promise<void> {
    if (!this.#online || !this.#tracks.delete(key)) return;
    await this.#tell({ type: "closeProducer", producerId: `${this.peerId}:${key}` });
  }

  /** Shows the first few of the others' cameras. */
  async show(tiles: number): Promise<void> {
    const others = this.#roster?.peers.filter((peer) => peer.id !== this.peerId) ?? [];
    const cameras = others.flatMap((peer) => peer.producers).filter((p) => p.source === "cam");
    this.#media.view.tiles = cameras.slice(0, tiles)
      .map(({ id }) => ({ producerId: id, width: 320, height: 180 }));
    await this.look();
  }

  /** States what it shows and has. */
  async look(): Promise<void> {
    if (!this.#online || !this.#roster) return;
    const { sessionId } = this;
    const reply = await this.#tell({ type: "view", view: structuredClone(this.#media.view) });
    const over = reply && !reply.ok &&
      ["not-joined", "session-replaced", "room-ended"].includes(reply.error.code);
    if (over && this.sessionId === sessionId) this.#over();
  }

  /** Changes something that the media node has to be told of. */
  async stir(): Promise<void> {
    if (this.#tracks.has("mic")) await this.mute("mic");
    else await this.publish("mic");
  }

  get #socket(): string {
    return `c-${this.peerId}-${this.#sockets}`;
  }

  #nextSocket(): string {
    this.#sockets++;
    return this.#socket;
  }

  #over(): void {
    this.#online = false;
    this.#roster = undefined;
    this.#tracks.clear();
  }

  #lookRegularly(): void {
    this.#options.clock.after(VIEW_EVERY_MS, () => {
      this.#start(this.look());
      this.#lookRegularly();
    });
  }

  #hear(event: RoomEvent): void {
    const roster = this.#roster;
    if (!roster || !this.#online) return;
    if (event.adopted) this.#start(this.look());
    const { epoch, from, to } = event;
    const news = {
      epoch,
      adopted: event.adopted !== undefined,
      from,
      to,
      changes: event.body ?? [],
    };
    if (roster.apply(news) !== "gap") return;
    if (this.#options.checksGaps) return this.#start(this.#sync(epoch, to));
    roster.skipTo(epoch, from);
    roster.apply(news);
  }

  /** Asks for a snapshot until one is at least as new as what was missed. */
  async #sync(epoch: number, rev: number): Promise<void> {
    if (this.#syncing) return;
    this.#syncing = true;
    const { clock } = this.#options;
    for (let attempt = 0; attempt < SYNCS_MAX && this.#online; attempt++) {
      const reply = await this.#tell({ type: "sync" });
      if (reply?.ok) {
        const { snapshot } = SnapshotResult.parse(reply.result);
        this.#roster?.replace({ epoch: reply.epoch, ...snapshot });
      }
      if (this.#roster?.knows(epoch, rev) ?? true) break;
      await new Promise<void>((resolve) => clock.after(SYNC_PAUSE_MS, resolve));
    }
    this.#syncing = false;
  }

  #receive({ epoch, body }: SessionMessage): void {
    if (!this.#online) return;
    switch (body.type) {
      case "close":
        return this.#over();
      case "media":
        return this.#take(body.media, epoch);
      case "moved": // It has one gateway.
        return;
      default:
        return body satisfies never;
    }
  }

  #take(update: MediaUpdate, epoch: number): void {
    if (this.#media.take(update, epoch)) this.#start(this.#answer(update.generation));
    this.#confirm();
  }

  /** DTLS answers for new transports, and everything it sends, on them. */
  async #answer(generation: number): Promise<void> {
    const media = this.#media;
    const tracks = [...this.#tracks].map(([key, { paused }]) => trackOf(key, paused));
    const reply = await this.#send(generation, tracks);
    if (!reply?.ok) media.notAnswered(generation);
  }

  #send(generation: number, producers: Publish["producers"]): Promise<RoomReply | undefined> {
    const transports = (["send", "recv"] as const).map((direction) => ({ direction, dtls: DTLS }));
    return this.#tell({ type: "publish", publish: { generation, transports, producers } });
  }

  #confirm(): void {
    if (this.#confirming) return;
    this.#confirming = true;
    this.#options.clock.after(CONFIRM_MS, () => {
      this.#confirming = false;
      this.#start(this.look());
    });
  }

  #tell(body: RoomCommand): Promise<RoomReply | undefined> {
    const { peerId, sessionId } = this;
    return this.#speak({ kind: "session", sessionId, peerId, role: "participant" }, body);
  }

  /** Lets work go on by itself; what it throws is a bug. */
  #start(work: Promise<void>): void {
    work.catch((error) => this.bus.faults.push(error));
  }
}

function trackOf(key: TrackKey, paused: boolean): Publish["producers"][number] {
  return { key, source: key, rtpParameters: key === "mic" ? AUDIO : VIDEO, paused };
}
