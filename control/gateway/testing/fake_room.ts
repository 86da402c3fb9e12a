/** A room's owner on the bus, as far as gateways can tell: answers commands and publishes. */
import type { z } from "zod";
import type { Bus, BusSubscription } from "../../../kit/mod.ts";
import {
  type ErrorBody,
  type LobbyState,
  type MediaUpdate,
  type RoomChange,
  RoomCommandEnvelope,
  type RoomEvent,
  type RoomSnapshot,
  type SessionId,
  subjects,
} from "../../../protocol/mod.ts";

export type Command = z.infer<typeof RoomCommandEnvelope>;
type CommandType = Command["body"]["type"];

export class FakeRoom implements AsyncDisposable {
  /** Every command, oldest first; repeats too. */
  readonly commands: Command[] = [];
  rev = 1;
  epoch = 1;
  /** Whether what it accepts is in the log. */
  durable = true;
  /** How it stands with whoever knocks. */
  lobby: LobbyState = { state: "waiting", for: "admission" };
  /** Refusals by type of command. */
  readonly refuses = new Map<CommandType, ErrorBody>();
  /** Awaited before each answer. */
  beforeAnswer: (command: Command) => unknown = () => {};
  readonly #subscription: BusSubscription;

  constructor(private readonly bus: Bus, readonly roomId: string) {
    this.#subscription = bus.subscribe(subjects.roomCommand(roomId), {}, async (message) => {
      const command = RoomCommandEnvelope.parse(message.body);
      this.commands.push(command);
      await this.beforeAnswer(command);
      const error = this.refuses.get(command.body.type);
      if (command.body.type === "resume" && !error) this.rev++; // The peer is connected again.
      const { rev, epoch, durable } = this;
      message.respond(
        error
          ? { v: 1, ok: false, error }
          : { v: 1, ok: true, durable, epoch, rev, result: this.#result(command) },
      );
    });
  }

  get snapshot(): RoomSnapshot {
    const { roomId, rev } = this;
    return { roomId, code: "123456789", title: "Weekly", createdAt: 1, rev, peers: [] };
  }

  /** The commands of one kind, bodies and all. */
  of(type: CommandType): Command[] {
    return this.commands.filter(({ body }) => body.type === type);
  }

  /** A fact that everybody hears of; raises the revision. */
  tell(change: RoomChange): void {
    this.publish({ from: this.rev, to: ++this.rev, body: [change] });
  }

  publish(event: Partial<z.infer<typeof RoomEvent>>): void {
    const { roomId, epoch, rev } = this;
    this.bus.publish(
      subjects.roomEvent(roomId),
      { v: 1, roomId, epoch, from: rev, to: rev, ...event },
    );
  }

  tellMedia(sessionId: SessionId, media: MediaUpdate): void {
    this.#tellSession(sessionId, { type: "media", media });
  }

  tellClose(sessionId: SessionId, error: ErrorBody): void {
    this.#tellSession(sessionId, { type: "close", error });
  }

  /** To whoever knocked last. */
  tellLobby(lobby: LobbyState): void {
    this.lobby = lobby;
    const from = this.of("knock").at(-1)?.from;
    if (from?.kind === "session") this.#tellSession(from.sessionId, { type: "lobby", lobby });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#subscription.unsubscribe();
  }

  #tellSession(sessionId: SessionId, body: unknown): void {
    const { epoch } = this;
    this.bus.publish(subjects.sessionMessage(sessionId), { v: 1, sessionId, epoch, body });
  }

  #result({ body }: Command): unknown {
    if (body.type === "join" || body.type === "sync") return { snapshot: this.snapshot };
    if (body.type === "knock") return this.lobby;
    if (body.type === "resume") return { from: body.rev, to: this.rev, changes: [] };
    return {};
  }
}

/** What a join's answer should hold when a media node is free. */
export const MEDIA: MediaUpdate = { generation: 1, use: "active", consumers: [], closed: [] };
export const LEFT: RoomChange = { type: "PeerLeft", peerId: "somebody", reason: "left" };
