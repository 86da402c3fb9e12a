/** A session without media: cheap enough for hundreds of them in one process. */
import {
  Joined,
  type MeetingCommand,
  type MeetingTicket,
  type PeerId,
  Resumed,
  type RoomSnapshot,
  type Signal,
  Synced,
  type View,
} from "../../protocol/mod.ts";
import { ClientSocket, type Notification } from "./client_socket.ts";
import { Roster } from "./roster.ts";
import type { Gateway } from "./stack.ts";

const NO_VIEW: View = { generation: 0, tiles: [], ready: [] };

export class LightSession implements AsyncDisposable {
  readonly roster: Roster;
  /** What was seen and forgotten, oldest first. */
  readonly signals: Signal[] = [];
  #socket: ClientSocket;
  #joined: Joined;
  #work: Promise<void> = Promise.resolve();
  #failure: unknown;
  #generation: number | undefined;

  private constructor(socket: ClientSocket, joined: Joined) {
    this.#socket = socket;
    this.#joined = joined;
    this.#generation = joined.media?.generation;
    this.roster = new Roster(joined);
  }

  static async join(
    gateway: Gateway,
    ticket: MeetingTicket,
    name = "Light",
  ): Promise<LightSession> {
    const socket = await ClientSocket.open(gateway);
    const early = hold(socket);
    const joined = Joined.parse(
      await socket.request("join", {
        token: ticket.token,
        name,
        capabilities: { codecs: [], extensions: [] },
        view: NO_VIEW,
      }),
    );
    const session = new LightSession(socket, joined);
    session.#listen(early);
    return session;
  }

  get joined(): Joined {
    return this.#joined;
  }

  get socket(): ClientSocket {
    return this.#socket;
  }

  get peerId(): PeerId {
    return this.#joined.peerId;
  }

  /** The media placement in use; `undefined`: none yet, as a busy node is told of later than the room. */
  get generation(): number | undefined {
    return this.#generation;
  }

  /** Says it and resolves to the room's answer; with the `id` of an earlier request it is that again. */
  async say(command: MeetingCommand, id?: number): Promise<unknown> {
    return await this.#socket.request("command", { command }, id);
  }

  /** Comes back on any gateway with what was missed. */
  async resume(gateway: Gateway): Promise<Resumed> {
    const socket = await ClientSocket.open(gateway, { firstId: this.#socket.nextId });
    try {
      const early = hold(socket);
      const { rev, epoch } = this.roster;
      const { resumeToken } = this.#joined;
      const hello = { resumeToken, rev, epoch, view: NO_VIEW };
      const resumed = Resumed.parse(await socket.request("resume", hello));
      this.#socket = socket;
      this.#joined = { ...this.#joined, resumeToken: resumed.resumeToken };
      if (resumed.snapshot) {
        this.roster.reset({ epoch: resumed.epoch, snapshot: resumed.snapshot });
      }
      if (resumed.missed) this.roster.apply({ epoch: resumed.epoch, ...resumed.missed });
      this.#listen(early);
      return resumed;
    } catch (error) {
      await socket[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The room as its owner knows it. The roster is not touched. */
  async ask(): Promise<RoomSnapshot> {
    if (this.#failure) throw this.#failure;
    return Synced.parse(await this.#socket.request("sync")).snapshot;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#socket[Symbol.asyncDispose]();
    await this.#work;
  }

  #listen(early: readonly Notification[]): void {
    for (const notification of early) this.#receive(notification);
    this.#socket.keepAlive(() => NO_VIEW);
    this.#socket.onNotification((notification) => this.#receive(notification));
  }

  #receive(notification: Notification): void {
    if (notification.type === "signal") this.signals.push(notification.signal);
    if (notification.type === "media" && notification.media.use === "active") {
      this.#generation = notification.media.generation;
    }
    const isGap = notification.type === "room" && this.roster.apply(notification) === "gap";
    if (!isGap && notification.type !== "resync") return;
    const socket = this.#socket;
    this.#work = this.#work.then(async () => {
      this.roster.reset(Synced.parse(await socket.request("sync")));
    }).catch((error) => {
      // A lost socket is followed by a resume, which brings what is missing.
      if (!socket.closed) this.#failure ??= error;
    });
  }
}

/** Notifications may come right behind an answer, before whoever awaits it goes on. */
function hold(socket: ClientSocket): Notification[] {
  const early: Notification[] = [];
  socket.onNotification((notification) => early.push(notification));
  return early;
}
