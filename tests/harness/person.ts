/** Somebody and a meeting, without media: at its door, in its lobby, inside. */
import {
  applyMeetingChange,
  EMPTY_MEETING,
  Joined,
  type LobbyState,
  type MeetingCommand,
  type MeetingTicket,
  type MeetingView,
  type PeerId,
  type RoomChange,
  type RoomSnapshot,
  Synced,
  type View,
  Waiting,
} from "../../protocol/mod.ts";
import { ClientSocket, type Notification } from "./client_socket.ts";
import { Roster } from "./roster.ts";
import type { Gateway } from "./stack.ts";
import { until } from "./until.ts";

const LOBBY_LIMIT_MS = 30_000;
const NO_VIEW: View = { generation: 0, tiles: [], ready: [] };

export interface PersonOptions {
  readonly gateway: Gateway;
  readonly ticket: MeetingTicket;
  readonly name?: string;
  readonly device?: string;
}

export class Person implements AsyncDisposable {
  readonly #options: PersonOptions;
  #socket: ClientSocket;
  #lobby: LobbyState | undefined;
  #joined: Joined | undefined;
  #roster: Roster | undefined;
  #meeting: MeetingView = EMPTY_MEETING;
  /** What was told to this person alone, or to everybody, oldest first. */
  readonly #changes: RoomChange[] = [];
  #bye: string | undefined;
  #work: Promise<void> = Promise.resolve();
  #failure: unknown;
  #isLeaving = false;

  private constructor(options: PersonOptions, socket: ClientSocket) {
    this.#options = options;
    this.#socket = socket;
    this.#listen();
  }

  /** Comes to the door, and in if nobody minds. Rejects with `RefusedError`. */
  static async arrive(options: PersonOptions): Promise<Person> {
    const person = new Person(options, await ClientSocket.open(options.gateway));
    try {
      await person.join();
      return person;
    } catch (error) {
      await person[Symbol.asyncDispose]();
      throw error;
    }
  }

  get peerId(): PeerId {
    return this.#options.ticket.peerId;
  }

  get socket(): ClientSocket {
    return this.#socket;
  }

  /** How the waiting stands, or stood. */
  get lobby(): LobbyState | undefined {
    return this.#lobby;
  }

  get isInside(): boolean {
    return this.#joined !== undefined;
  }

  /** The code of the `bye` that ended it. */
  get bye(): string | undefined {
    return this.#bye;
  }

  get changes(): readonly RoomChange[] {
    return this.#changes;
  }

  get meeting(): MeetingView {
    return this.#meeting;
  }

  get roster(): Roster {
    if (!this.#roster) throw new Error("Cannot see the roster: this person is not in the meeting");
    return this.#roster;
  }

  /** One's own role and that of others, as this person sees it. */
  roleOf(peerId: PeerId = this.peerId): string | undefined {
    return this.roster.peer(peerId)?.role;
  }

  /** Knocks, or comes in. */
  async join(): Promise<void> {
    const { ticket, name = "Somebody", device } = this.#options;
    const result = await this.#socket.request("join", {
      token: ticket.token,
      name,
      capabilities: { codecs: [], extensions: [] },
      view: NO_VIEW,
      ...(device !== undefined && { device }),
    });
    const waiting = Waiting.safeParse(result);
    if (waiting.success) {
      this.#lobby = waiting.data.lobby;
      return;
    }
    this.#joined = Joined.parse(result);
    this.#take(this.#joined);
  }

  /** Waits until somebody lets this person in, and comes in. */
  async untilIn(limitMs = LOBBY_LIMIT_MS): Promise<void> {
    const isAdmitted = (lobby?: LobbyState) => lobby?.state === "admitted";
    await until(`${this.peerId} is admitted`, () => this.#lobby, isAdmitted, limitMs);
    await this.join();
  }

  /** Comes to another gateway's door as the same person. */
  async move(gateway: Gateway): Promise<void> {
    await this.#socket[Symbol.asyncDispose]();
    this.#socket = await ClientSocket.open(gateway);
    this.#listen();
    await this.join();
  }

  async command(command: MeetingCommand): Promise<unknown> {
    return await this.#socket.request("command", { command });
  }

  async leave(): Promise<void> {
    this.#isLeaving = true;
    await this.#socket.request("leave");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#socket[Symbol.asyncDispose]();
    await this.#work;
    if (this.#failure) throw this.#failure;
  }

  #listen(): void {
    this.#socket.keepAlive(() => this.isInside ? NO_VIEW : undefined);
    this.#socket.onNotification((notification) => this.#receive(notification));
  }

  #receive(notification: Notification): void {
    switch (notification.type) {
      case "lobby":
        this.#lobby = notification.lobby;
        return;
      case "bye":
        this.#bye = notification.error.code;
        return;
      case "room":
        return this.#hear(notification);
      case "resync":
        return this.#syncLater();
      case "media":
      case "signal":
        return;
      default:
        return notification satisfies never;
    }
  }

  #hear(news: Extract<Notification, { type: "room" }>): void {
    const roster = this.#roster;
    // News may come right behind the answer to `join`: the snapshot of a `sync` has them too.
    if (!roster) return this.#syncLater();
    const known = roster.rev;
    if (roster.apply(news) === "gap") return this.#syncLater();
    if (roster.rev === known) return;
    this.#changes.push(...news.changes);
    this.#meeting = news.changes.reduce(applyMeetingChange, this.#meeting);
    const isOwn = (change: RoomChange) =>
      (change.type === "RoleChanged" || change.type === "RightsChanged") &&
      change.peerId === this.peerId;
    if (news.changes.some(isOwn)) this.#syncLater(); // Other things are seen now.
  }

  #take({ epoch, snapshot }: { epoch: number; snapshot: RoomSnapshot }): void {
    if (!this.#roster) this.#roster = new Roster({ epoch, snapshot });
    else this.#roster.reset({ epoch, snapshot });
    if (snapshot.rev === this.#roster.rev) this.#meeting = snapshot.meeting ?? EMPTY_MEETING;
  }

  #syncLater(): void {
    const socket = this.#socket;
    this.#work = this.#work.then(async () => {
      this.#take(Synced.parse(await socket.request("sync")));
    }).catch((error) => {
      // Whoever is out, or on the way, is told nothing more of the room.
      const isOut = socket.closed || this.#isLeaving || this.#bye !== undefined;
      if (!isOut) this.#failure ??= error;
    });
  }
}
