/** How a client's gateway speaks for a session: one command after the other, doubtful ones again. */
import { UnsureCommands } from "../../control/gateway/unsure_commands.ts";
import type { RoomCommand, RoomReply } from "../../protocol/mod.ts";
import type { Speak } from "./speaker.ts";

/** Refusals that say that the session is no more. */
const OVER: readonly string[] = ["not-joined", "session-replaced", "room-ended"];

export interface ClientCommandsOptions {
  peerId: string;
  speak: Speak;
  sessionId: () => string;
  isOnline: () => boolean;
  /** The session is no more. */
  over: () => void;
  /** An owner that nothing was heard of before has spoken. */
  owned: () => void;
  /** Lets work go on by itself. */
  start: (work: Promise<unknown>) => void;
}

export class ClientCommands {
  readonly #options: ClientCommandsOptions;
  /** The highest epoch heard of: who speaks with a lower one is no owner any more. */
  #epoch = 0;
  /** Commands go one after the other, since a repeated one may be overtaken. */
  #line: Promise<unknown> = Promise.resolve();
  /** What was accepted and not in the log yet: said again, with its id, to the next owner. */
  #unsure = new UnsureCommands();

  constructor(options: ClientCommandsOptions) {
    this.#options = options;
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** What was to be said has been said or given up. */
  get settled(): Promise<unknown> {
    return this.#line;
  }

  /** A new session: what was to be said for the former one is void. */
  beginSession(): void {
    this.#line = Promise.resolve();
    this.#unsure = new UnsureCommands();
  }

  /** As the session's next command, when the one before has its answer. */
  inLine(body: RoomCommand, id?: string): Promise<RoomReply | undefined> {
    const sessionId = this.#options.sessionId();
    this.#unsure.said(body);
    const reply = this.#line.then(() => {
      const isCurrent = this.#options.sessionId() === sessionId && this.#options.isOnline();
      return isCurrent ? this.tell(body, id) : undefined;
    });
    this.#line = reply;
    return reply;
  }

  /** Out of turn; `repeated`: the id of a command that is said again. */
  async tell(body: RoomCommand, repeated?: string): Promise<RoomReply | undefined> {
    const { peerId, speak } = this.#options;
    const sessionId = this.#options.sessionId();
    const from = { kind: "session", sessionId, peerId, role: "participant" } as const;
    const said = await speak(from, body, repeated);
    if (!said || this.#options.sessionId() !== sessionId) return said?.reply;
    const { id, reply } = said;
    this.#unsure.heard(id, body, reply);
    if (!reply.ok) {
      if (OVER.includes(reply.error.code)) this.#options.over();
      return reply;
    }
    this.ownedBy(reply.epoch);
    this.#repeat(); // Its owner may be no more by now.
    return reply;
  }

  /** What clients had told a former owner, this one may not know. */
  ownedBy(epoch: number): void {
    if (epoch <= this.#epoch) return;
    this.#epoch = epoch;
    this.#repeat();
    this.#options.owned();
  }

  /** Facts that were not in the log may have gone with their owner. */
  #repeat(): void {
    for (const { id, body } of this.#unsure.takeBefore(this.#epoch)) {
      this.#options.start(this.inLine(body, id));
    }
  }
}
