/** A participant and the gateway that speaks for it, as one process. */
import { EVERYTHING } from "../../control/room/testing/given.ts";
import type { Clock } from "../../kit/mod.ts";
import { type MediaUpdate, RoomEvent, SessionMessage, subjects } from "../../protocol/mod.ts";
import { ClientCommands } from "./client_commands.ts";
import { ClientMedia, type ClientPlane } from "./client_media.ts";
import { type ClientHabits, ClientNews } from "./client_news.ts";
import { ClientTracks } from "./client_tracks.ts";
import type { Random } from "./random.ts";
import type { Roster } from "./roster.ts";
import type { TrackKey } from "./scenario.ts";
import type { Process } from "./scheduler.ts";
import type { SimBus } from "./sim_bus.ts";
import { type OnAccepted, ROOM, speaker } from "./speaker.ts";

/** Clients state their view so often. */
const VIEW_EVERY_MS = 10_000;
/** News are confirmed together after this long. */
const CONFIRM_MS = 15;

export interface SimClientOptions {
  peerId: string;
  process: Process;
  bus: SimBus;
  clock: Clock;
  random: Random;
  /** Told of each answer that says that a command was accepted. */
  accepted: OnAccepted;
  /** Whether anything comes from the node of this plane. */
  hears: (plane: ClientPlane) => boolean;
  habits: ClientHabits;
}

export class SimClient {
  readonly peerId: string;
  readonly process: Process;
  readonly bus: SimBus;
  readonly #options: SimClientOptions;
  readonly #commands: ClientCommands;
  readonly #news: ClientNews;
  readonly #tracks: ClientTracks;
  #media = new ClientMedia();
  #sessions = 0;
  #sockets = 0;
  #online = false;
  #confirming = false;
  #unlisten: () => void = () => {};
  #cancelLook: () => void = () => {};

  constructor(options: SimClientOptions) {
    const { peerId, process, bus, clock, random, accepted, habits } = options;
    this.#options = options;
    this.peerId = peerId;
    this.process = process;
    this.bus = bus;
    const isOnline = () => this.#online;
    const start = (work: Promise<unknown>) => this.#start(work);
    this.#commands = new ClientCommands({
      peerId,
      speak: speaker({ name: peerId, bus, clock, random, accepted }),
      sessionId: () => this.sessionId,
      isOnline,
      over: () => this.#over(),
      owned: () => start(this.look()),
      start,
    });
    const askSnapshot = () => this.#commands.tell({ type: "sync" });
    this.#news = new ClientNews({ peerId, clock, habits, isOnline, askSnapshot, start });
    this.#tracks = new ClientTracks({
      planes: () => this.#media.planes,
      publish: (publish) => this.#commands.inLine({ type: "publish", publish }),
      start,
    });
    bus.subscribe(subjects.roomEvent(ROOM), {}, ({ body }) => this.#hear(RoomEvent.parse(body)));
    bus.onStatus(({ type }) => {
      if (type !== "connected" || !this.roster) return;
      start(this.#news.catchUp().then(() => this.look()));
    });
    this.#lookRegularly();
  }

  get sessionId(): string {
    return `s-${this.peerId}-${this.#sessions}`;
  }

  /** What it shows, while it sits in the room with a socket. */
  get roster(): Roster | undefined {
    return this.#online ? this.#news.roster : undefined;
  }

  get media(): Pick<ClientMedia, "active" | "standby" | "planes" | "view"> {
    return this.#media;
  }

  /** States nothing by itself from now on, or does so again. */
  hush(isQuiet: boolean): void {
    this.#cancelLook();
    if (!isQuiet) this.#lookRegularly();
  }

  /** A new session, in a seat that may be its own from before. */
  async join(): Promise<void> {
    this.#sessions++;
    this.#news.forget();
    this.#online = true;
    this.#media = new ClientMedia();
    this.#commands.beginSession();
    const { sessionId } = this;
    this.#unlisten();
    const subject = subjects.sessionMessage(sessionId);
    const subscription = this.bus.subscribe(subject, {}, ({ body }) => {
      if (this.sessionId === sessionId) this.#receive(SessionMessage.parse(body));
    });
    this.#unlisten = () => void subscription.unsubscribe();
    const reply = await this.#commands.tell({
      type: "join",
      name: this.peerId,
      capabilities: EVERYTHING,
      view: this.#media.view,
      connectionId: this.#nextSocket(),
    });
    if (reply?.ok && this.sessionId === sessionId) this.#news.joined(reply);
  }

  async leave(): Promise<void> {
    if (!this.#online) return;
    const { sessionId } = this;
    await this.#commands.tell({ type: "leave" });
    if (this.sessionId === sessionId) this.#over();
  }

  /** The socket is gone; the gateway says so. */
  async disconnect(): Promise<void> {
    if (!this.#online) return;
    this.#online = false;
    await this.#commands.tell({ type: "disconnect", connectionId: this.#socket });
  }

  async resume(): Promise<void> {
    const { roster } = this.#news;
    if (this.#online || !roster) return;
    const { sessionId } = this;
    this.#online = true;
    const { rev } = roster;
    const { view } = this.#media;
    const connectionId = this.#nextSocket();
    const reply = await this.#commands.tell({ type: "resume", rev, view, connectionId });
    if (!reply || this.sessionId !== sessionId || this.#news.roster !== roster) return;
    if (!reply.ok) return this.#over();
    await this.#news.resumed(roster, reply);
  }

  async publish(key: TrackKey): Promise<void> {
    if (!this.#online || !this.#media.active) return;
    this.#tracks.open(key);
    await this.#commands.settled;
  }

  async mute(key: TrackKey): Promise<void> {
    const paused = this.#online ? this.#tracks.toggle(key) : undefined;
    if (paused === undefined) return;
    const producerId = `${this.peerId}:${key}`;
    await this.#commands.inLine({ type: "setProducerPaused", producerId, paused });
  }

  async close(key: TrackKey): Promise<void> {
    if (!this.#online || !this.#tracks.close(key)) return;
    await this.#commands.inLine({ type: "closeProducer", producerId: `${this.peerId}:${key}` });
  }

  /** Shows the first few of the others' cameras. */
  async show(tiles: number): Promise<void> {
    const others = this.#news.roster?.peers.filter((peer) => peer.id !== this.peerId) ?? [];
    const cameras = others.flatMap((peer) => peer.producers).filter((p) => p.source === "cam");
    this.#media.tiles = cameras.slice(0, tiles)
      .map(({ id }) => ({ producerId: id, width: 320, height: 180 }));
    await this.look();
  }

  /** Is on another network: asks for ICE restarts. */
  async roam(): Promise<void> {
    this.#media.restartIce();
    await this.look();
  }

  /** Takes a pause in what it hears for the node's end. */
  async doubt(): Promise<void> {
    await this.#state(true);
  }

  /** States what it shows and has, and what it sends where that did not get through. */
  async look(): Promise<void> {
    const { active } = this.#media;
    this.#answer();
    await this.#state(active !== undefined && !this.#options.hears(active));
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
    this.#news.forget();
    this.#tracks.clear();
  }

  #lookRegularly(): void {
    this.#cancelLook = this.#options.clock.after(VIEW_EVERY_MS, () => {
      this.#start(this.look());
      this.#lookRegularly();
    });
  }

  #hear(event: RoomEvent): void {
    if (!this.roster) return;
    this.#commands.ownedBy(event.epoch);
    this.#news.hear(event);
  }

  #receive({ epoch, body }: SessionMessage): void {
    const isStale = epoch < this.#commands.epoch && this.#options.habits.checksEpochs;
    if (!this.#online || isStale) return;
    switch (body.type) {
      case "close":
        return this.#over();
      case "media":
        return this.#take(body.media);
      case "moved": // It has one gateway.
      case "signal":
      case "lobby":
        return;
      default:
        return body satisfies never;
    }
  }

  #take(update: MediaUpdate): void {
    this.#media.take(update);
    this.#answer();
    this.#confirm();
  }

  #answer(): void {
    if (this.#online) this.#tracks.answer();
  }

  async #state(silent: boolean): Promise<void> {
    if (!this.roster) return;
    this.#media.silent = silent;
    await this.#commands.inLine({ type: "view", view: this.#media.view });
  }

  #confirm(): void {
    if (this.#confirming) return;
    this.#confirming = true;
    this.#options.clock.after(CONFIRM_MS, () => {
      this.#confirming = false;
      this.#start(this.look());
    });
  }

  /** Lets work go on by itself; what it throws is a bug. */
  #start(work: Promise<unknown>): void {
    work.catch((error) => this.bus.faults.push(error));
  }
}
