/** A participant and the gateway that speaks for it, as one process. */
import { UnsureCommands } from "../../control/gateway/unsure_commands.ts";
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
  toldTo,
} from "../../protocol/mod.ts";
import { ClientMedia, type ClientPlane } from "./client_media.ts";
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
/** Refusals that say that the session is no more. */
const OVER: readonly string[] = ["not-joined", "session-replaced", "room-ended"];

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

/** What a client is careful about; variants are not. */
export interface ClientHabits {
  /** It notices gaps in what it hears. */
  readonly checksGaps: boolean;
  /** It believes no owner that was superseded. */
  readonly checksEpochs: boolean;
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
  /** The highest epoch heard of: who speaks with a lower one is no owner any more. */
  #epoch = 0;
  #syncing = false;
  #confirming = false;
  #unlisten: () => void = () => {};
  /** Commands go one after the other, since a repeated one may be overtaken. */
  #line: Promise<unknown> = Promise.resolve();
  #cancelLook: () => void = () => {};
  /** What was accepted and not in the log yet: said again, with its id, to the next owner. */
  #unsure = new UnsureCommands();

  constructor(options: SimClientOptions) {
    const { peerId, process, bus, clock, random, accepted } = options;
    this.#options = options;
    this.peerId = peerId;
    this.process = process;
    this.bus = bus;
    this.#speak = speaker({ name: peerId, bus, clock, random, accepted });
    bus.subscribe(subjects.roomEvent(ROOM), {}, ({ body }) => this.#hear(RoomEvent.parse(body)));
    bus.onStatus(({ type }) => {
      // A reconnect does not say which messages are missing.
      const roster = this.#roster;
      if (type !== "connected" || !roster || !this.#online) return;
      this.#start(this.#sync(roster.epoch, roster.rev).then(() => this.look()));
    });
    this.#lookRegularly();
  }

  get sessionId(): string {
    return `s-${this.peerId}-${this.#sessions}`;
  }

  /** What it shows, while it sits in the room with a socket. */
  get roster(): Roster | undefined {
    return this.#online ? this.#roster : undefined;
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
    this.#roster = undefined;
    this.#online = true;
    this.#media = new ClientMedia();
    this.#line = Promise.resolve();
    this.#unsure = new UnsureCommands();
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
      view: this.#media.view,
      connectionId: this.#nextSocket(),
    });
    if (!reply?.ok || this.sessionId !== sessionId) return;
    const { result } = reply;
    const epoch = this.#weigh(reply.epoch);
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
    const { view } = this.#media;
    const connectionId = this.#nextSocket();
    const reply = await this.#tell({ type: "resume", rev, view, connectionId });
    if (!reply || this.sessionId !== sessionId || this.#roster !== roster) return;
    if (!reply.ok) return this.#over();
    const epoch = this.#weigh(reply.epoch);
    const result = ResumeResult.parse(reply.result);
    if ("snapshot" in result) return roster.replace({ epoch, ...result.snapshot });
    const outcome = roster.apply({ epoch, adopted: false, ...result });
    if (outcome === "gap") await this.#sync(epoch, result.to);
  }

  async publish(key: TrackKey): Promise<void> {
    if (!this.#online || !this.#media.active) return;
    this.#tracks.set(key, { paused: false });
    // By the plane in use the room hears of the track first.
    for (const plane of this.#media.planes) this.#start(this.#say(plane, [trackOf(key, false)]));
    await this.#line;
  }

  async mute(key: TrackKey): Promise<void> {
    const track = this.#tracks.get(key);
    if (!track || !this.#online) return;
    track.paused = !track.paused;
    const producerId = `${this.peerId}:${key}`;
    await this.#inLine({ type: "setProducerPaused", producerId, paused: track.paused });
  }

  async close(key: TrackKey): Promise<void> {
    if (!this.#online || !this.#tracks.delete(key)) return;
    await this.#inLine({ type: "closeProducer", producerId: `${this.peerId}:${key}` });
  }

  /** Shows the first few of the others' cameras. */
  async show(tiles: number): Promise<void> {
    const others = this.#roster?.peers.filter((peer) => peer.id !== this.peerId) ?? [];
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
    this.#roster = undefined;
    this.#tracks.clear();
  }

  #lookRegularly(): void {
    this.#cancelLook = this.#options.clock.after(VIEW_EVERY_MS, () => {
      this.#start(this.look());
      this.#lookRegularly();
    });
  }

  #hear(event: RoomEvent): void {
    const roster = this.#roster;
    if (!roster || !this.#online) return;
    const { from, to } = event;
    const epoch = this.#weigh(event.epoch);
    this.#ownedBy(event.epoch);
    const news = {
      epoch,
      adopted: event.adopted !== undefined,
      from,
      to,
      changes: toldTo(this.peerId, event.body ?? []),
    };
    if (roster.apply(news) !== "gap") return;
    if (this.#options.habits.checksGaps) return this.#start(this.#sync(epoch, to));
    roster.skipTo(epoch, from);
    roster.apply(news);
  }

  /** What clients had told a former owner, this one may not know. */
  #ownedBy(epoch: number): void {
    if (epoch <= this.#epoch) return;
    this.#epoch = epoch;
    this.#repeat();
    this.#start(this.look());
  }

  /** Facts that were not in the log may have gone with their owner. */
  #repeat(): void {
    for (const { id, body } of this.#unsure.takeBefore(this.#epoch)) {
      this.#start(this.#inLine(body, id));
    }
  }

  /** Whose words count for more. */
  #weigh(epoch: number): number {
    return this.#options.habits.checksEpochs ? epoch : 0;
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
        this.#roster?.replace({ epoch: this.#weigh(reply.epoch), ...snapshot });
      }
      if (this.#roster?.knows(epoch, rev) ?? true) break;
      await new Promise<void>((resolve) => clock.after(SYNC_PAUSE_MS, resolve));
    }
    this.#syncing = false;
  }

  #receive({ epoch, body }: SessionMessage): void {
    if (!this.#online || (epoch < this.#epoch && this.#options.habits.checksEpochs)) return;
    switch (body.type) {
      case "close":
        return this.#over();
      case "media":
        return this.#take(body.media);
      case "lobby":
      case "moved": // It has one gateway.
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

  /** DTLS answers for new transports, and everything it sends, on them. */
  #answer(): void {
    if (!this.#online) return;
    for (const plane of this.#media.planes) {
      if (plane.answered !== "no") continue;
      const tracks = [...this.#tracks].map(([key, { paused }]) => trackOf(key, paused));
      this.#start(this.#say(plane, tracks));
    }
  }

  /** What did not get through is said again with the next look. */
  async #say(plane: ClientPlane, producers: Publish["producers"]): Promise<void> {
    const { generation } = plane;
    plane.answered = "being told";
    const transports = (["send", "recv"] as const).map((direction) => ({ direction, dtls: DTLS }));
    const publish = { generation, transports, producers };
    const reply = await this.#inLine({ type: "publish", publish });
    // Of two that were under way, one that failed counts.
    if (!reply?.ok) plane.answered = "no";
    else if (plane.answered === "being told") plane.answered = "yes";
  }

  async #state(silent: boolean): Promise<void> {
    if (!this.#online || !this.#roster) return;
    this.#media.silent = silent;
    await this.#inLine({ type: "view", view: this.#media.view });
  }

  #confirm(): void {
    if (this.#confirming) return;
    this.#confirming = true;
    this.#options.clock.after(CONFIRM_MS, () => {
      this.#confirming = false;
      this.#start(this.look());
    });
  }

  /** As the session's next command, when the one before has its answer. */
  #inLine(body: RoomCommand, id?: string): Promise<RoomReply | undefined> {
    const { sessionId } = this;
    const reply = this.#line.then(() =>
      this.sessionId === sessionId && this.#online ? this.#tell(body, id) : undefined
    );
    this.#line = reply;
    return reply;
  }

  async #tell(body: RoomCommand, repeated?: string): Promise<RoomReply | undefined> {
    const { peerId, sessionId } = this;
    const from = { kind: "session", sessionId, peerId, role: "participant" } as const;
    const said = await this.#speak(from, body, repeated);
    if (!said || this.sessionId !== sessionId) return said?.reply;
    const { id, reply } = said;
    if (!reply.ok) {
      if (OVER.includes(reply.error.code)) this.#over();
      return reply;
    }
    this.#unsure.heard(id, body, reply);
    this.#ownedBy(reply.epoch);
    this.#repeat(); // Its owner may be no more by now.
    return reply;
  }

  /** Lets work go on by itself; what it throws is a bug. */
  #start(work: Promise<unknown>): void {
    work.catch((error) => this.bus.faults.push(error));
  }
}

function trackOf(key: TrackKey, paused: boolean): Publish["producers"][number] {
  return { key, source: key, rtpParameters: key === "mic" ? AUDIO : VIDEO, paused };
}
