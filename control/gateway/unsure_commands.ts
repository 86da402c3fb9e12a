import type { RoomCommand } from "../../protocol/mod.ts";
import type { Outcome } from "./command_line.ts";
import { lasts, supersedes } from "./lasting_commands.ts";

/** More than a session says while a log is away; the oldest is forgotten first. */
const COMMANDS_MAX = 64;

interface UnsureCommand {
  readonly id: string;
  readonly body: RoomCommand;
  /** Of the owner that accepted it. */
  readonly epoch: number;
}

/**
 * What an owner accepted while it could not reach the log: should another owner come, that may be
 * lost. It is then said again under the same id, so that it is applied once wherever it stands.
 */
export class UnsureCommands {
  #commands: UnsureCommand[] = [];

  /** A command goes out: what it says, no repeat of an earlier one takes back. */
  said(body: RoomCommand): void {
    this.#commands = this.#commands.filter((command) => !supersedes(body, command.body));
    if (body.type !== "closeProducer" && body.type !== "setProducerPaused") return;
    this.#commands = this.#commands.flatMap((command) => overtaken(command, body) ?? []);
  }

  /** The room's answer to a command. */
  heard(id: string, body: RoomCommand, outcome: Outcome): void {
    this.said(body);
    if (!outcome.ok) return;
    const { epoch, durable } = outcome;
    if (durable) {
      // So is everything that this owner has accepted before, and nothing of another one.
      this.#commands = this.#commands.filter((command) => command.epoch !== epoch);
    } else if (lasts(body)) {
      this.#commands.push({ id, body, epoch });
      if (this.#commands.length > COMMANDS_MAX) this.#commands.shift();
    }
  }

  /** Takes those that an earlier owner than that of `epoch` accepted, in their order. */
  takeBefore(epoch: number): UnsureCommand[] {
    const before = this.#commands.filter((command) => command.epoch < epoch);
    if (before.length > 0) {
      this.#commands = this.#commands.filter((command) => command.epoch >= epoch);
    }
    return before;
  }
}

/** What is left to repeat of a command after a later one about a track; `undefined`: nothing. */
function overtaken(
  command: UnsureCommand,
  later: Extract<RoomCommand, { type: "closeProducer" | "setProducerPaused" }>,
): UnsureCommand | undefined {
  const { body } = command;
  switch (body.type) {
    case "closeProducer":
      return command;
    case "setProducerPaused":
      return body.producerId === later.producerId ? undefined : command;
    case "publish": {
      const producers = body.publish.producers.flatMap((track) => {
        if (!later.producerId.endsWith(`:${track.key}`)) return track;
        return later.type === "closeProducer" ? [] : { ...track, paused: later.paused };
      });
      return { ...command, body: { ...body, publish: { ...body.publish, producers } } };
    }
    default:
      return command;
  }
}
